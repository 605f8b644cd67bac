/**
 * spamd's command line, and the configuration that it stands for. Pure: no file, clock, name
 * service or process is asked here; what of these is needed is handed in.
 */
package io.preforkd.spamd.host.options;
