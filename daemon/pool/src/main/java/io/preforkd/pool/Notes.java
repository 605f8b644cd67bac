package io.preforkd.pool;

import java.util.BitSet;
import java.util.Collection;

/**
 * Where the state of a pool is written down, or read from. Each part of a pool has one method for
 * both, in which every field is passed through: {@code since = notes.number("since", since)}. So
 * what is written and what is read cannot differ.
 */
public sealed interface Notes permits NotesWriter, NotesReader {

  /** A number, or a time in nanoseconds. */
  long number(String name, long present);

  default int number(String name, int present) {
    return Math.toIntExact(number(name, (long) present));
  }

  boolean flag(String name, boolean present);

  /** A constant of this type, or null. */
  <E extends Enum<E>> E word(String name, Class<E> type, E present);

  /** Numbers in their order. */
  void numbers(String name, Collection<Long> present);

  /** The numbers of the bits that are set. */
  void bits(String name, BitSet present);

  /** What has fields of its own. */
  interface Part {
    /** Passes each of them through. */
    void note(Notes notes);
  }

  void part(String name, Part part);
}
