package io.preforkd.pool;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Replaces what is there by what was written down. */
final class NotesReader implements Notes {
  private final Map<?, ?> written;

  NotesReader(Map<?, ?> written) {
    this.written = written;
  }

  @Override
  public long number(String name, long present) {
    return of(name, Number.class).longValue();
  }

  @Override
  public boolean flag(String name, boolean present) {
    return of(name, Boolean.class);
  }

  @Override
  public <E extends Enum<E>> E word(String name, Class<E> type, E present) {
    return has(name) && written.get(name) == null
        ? null
        : Enum.valueOf(type, of(name, String.class));
  }

  @Override
  public void numbers(String name, Collection<Long> present) {
    present.clear();
    list(name).forEach(number -> present.add(as(name, number, Number.class).longValue()));
  }

  @Override
  public void bits(String name, BitSet present) {
    present.clear();
    list(name).forEach(bit -> present.set(as(name, bit, Number.class).intValue()));
  }

  @Override
  public void part(String name, Part part) {
    part.note(new NotesReader(of(name, Map.class)));
  }

  private List<?> list(String name) {
    return of(name, List.class);
  }

  private boolean has(String name) {
    return written.containsKey(name);
  }

  private <T> T of(String name, Class<T> type) {
    return as(name, written.get(name), type);
  }

  private static <T> T as(String name, Object value, Class<T> type) {
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          "the state's " + name + " is " + value + ", not a " + type.getSimpleName());
    }
    return type.cast(value);
  }
}
