package io.preforkd.pool;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * A map that takes little more room than its names and values, since states of pools with many
 * slots are made and kept all the time. To look something up it goes through all of it.
 */
final class Written extends AbstractMap<String, Object> {
  private final Object[] namesAndValues;

  /**
   * @param namesAndValues each name, and its value behind it
   */
  Written(Object[] namesAndValues) {
    this.namesAndValues = namesAndValues;
  }

  @Override
  public Set<Map.Entry<String, Object>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return namesAndValues.length / 2;
      }

      @Override
      public Iterator<Map.Entry<String, Object>> iterator() {
        return entries();
      }
    };
  }

  private Iterator<Map.Entry<String, Object>> entries() {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < namesAndValues.length;
      }

      @Override
      public Map.Entry<String, Object> next() {
        next += 2;
        return new SimpleImmutableEntry<>(
            (String) namesAndValues[next - 2], namesAndValues[next - 1]);
      }
    };
  }
}
