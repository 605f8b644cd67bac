package io.preforkd.pool.journal;

/** Where the entries of a {@link Recorder} go. It may take a snapshot in each of these calls. */
public interface Keeper {

  /** The first entry will follow: whoever wants to read it later needs a snapshot from now. */
  void begin();

  /** What a pool was told and has decided; the pool is as it was after that. */
  void told(Track pool, Entry.Told told);

  /** Any other entry. */
  void keep(Entry entry);
}
