/**
 * Stock spamd twice and ours beside them: the same requests in the same order, each with files of
 * its own, and every difference in what they say, log, learn and ask of DNS.
 */
package io.preforkd.system.verdicts;
