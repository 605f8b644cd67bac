package io.preforkd.pool;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Writes down what is there, and changes nothing. */
final class NotesWriter implements Notes {
  /** As much as a slot needs, since of these there are the most. */
  private static final int USUAL = 64;

  private final List<Object> namesAndValues = new ArrayList<>(USUAL);

  /** The notes, of maps, lists, numbers, booleans and strings, as JSON has them. */
  Map<String, Object> written() {
    return new Written(namesAndValues.toArray());
  }

  private void put(String name, Object value) {
    namesAndValues.add(name);
    namesAndValues.add(value);
  }

  @Override
  public long number(String name, long present) {
    put(name, present);
    return present;
  }

  @Override
  public boolean flag(String name, boolean present) {
    put(name, present);
    return present;
  }

  @Override
  public <E extends Enum<E>> E word(String name, Class<E> type, E present) {
    put(name, present == null ? null : present.name());
    return present;
  }

  @Override
  public void numbers(String name, Collection<Long> present) {
    put(name, List.copyOf(present));
  }

  @Override
  public void bits(String name, BitSet present) {
    List<Long> set = new ArrayList<>();
    for (int bit = present.nextSetBit(0); bit >= 0; bit = present.nextSetBit(bit + 1)) {
      set.add((long) bit);
    }
    put(name, set);
  }

  @Override
  public void part(String name, Part part) {
    NotesWriter inner = new NotesWriter();
    part.note(inner);
    put(name, inner.written());
  }
}
