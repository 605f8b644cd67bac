/**
 * Pages of the documentation as somebody reads them who does what they say, from top to bottom.
 * What the marks of their blocks mean says {@link io.preforkd.system.pages.Page}. Knows nothing of
 * the daemon.
 */
package io.preforkd.system.pages;
