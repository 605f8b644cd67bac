package io.preforkd.pool;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes down what is there, and changes nothing. */
final class NotesWriter implements Notes {
  private final Map<String, Object> written = new LinkedHashMap<>();

  /** The notes, of maps, lists, numbers, booleans and strings, as JSON has them. */
  Map<String, Object> written() {
    return written;
  }

  @Override
  public long number(String name, long present) {
    written.put(name, present);
    return present;
  }

  @Override
  public boolean flag(String name, boolean present) {
    written.put(name, present);
    return present;
  }

  @Override
  public <E extends Enum<E>> E word(String name, Class<E> type, E present) {
    written.put(name, present == null ? null : present.name());
    return present;
  }

  @Override
  public void numbers(String name, Collection<Long> present) {
    written.put(name, List.copyOf(present));
  }

  @Override
  public void bits(String name, BitSet present) {
    List<Long> set = new ArrayList<>();
    for (int bit = present.nextSetBit(0); bit >= 0; bit = present.nextSetBit(bit + 1)) {
      set.add((long) bit);
    }
    written.put(name, set);
  }

  @Override
  public void part(String name, Part part) {
    NotesWriter inner = new NotesWriter();
    part.note(inner);
    written.put(name, inner.written);
  }
}
