/** Faults by lot, struck at a daemon under load, and what is counted before and afterwards. */
package io.preforkd.system.chaos;
