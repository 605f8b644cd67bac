/**
 * A small scanner of its own: expressions on header fields and on the whole mail, each with a
 * score, out of a file. Matching takes time that is linear in the mail.
 */
package io.preforkd.spamd.rules;
