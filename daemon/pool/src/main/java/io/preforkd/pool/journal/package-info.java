/**
 * What pools were told and what they decided, as data: {@link io.preforkd.pool.journal.Recorder}
 * makes it of pools that live, {@link io.preforkd.pool.journal.Replay} tells it to pools of its own
 * and compares. The form that it has on a disk is none of this package's business.
 */
package io.preforkd.pool.journal;
