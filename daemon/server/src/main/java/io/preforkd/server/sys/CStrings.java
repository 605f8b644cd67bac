package io.preforkd.server.sys;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import jnr.ffi.Pointer;

/**
 * Lays out a {@code char *[]} that ends with NULL, and its texts, in one piece of memory: alive as
 * long as the pointer is.
 */
final class CStrings {

  private CStrings() {}

  /**
   * @throws IllegalArgumentException if a text has a NUL, which would silently cut it
   */
  static Pointer array(List<String> texts) {
    for (String text : texts) {
      if (text.indexOf('\0') >= 0) {
        throw new IllegalArgumentException(
            "a NUL character in an argument or environment entry: " + text);
      }
    }
    return ofBytes(texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList());
  }

  /** The same of texts that have no NUL. */
  static Pointer ofBytes(List<byte[]> texts) {
    int table = (texts.size() + 1) * Long.BYTES;
    byte[] bytes = join(texts);
    Pointer memory = Libc.memory(table + bytes.length);
    memory.put(table, bytes, 0, bytes.length);
    fillTable(memory, table, bytes, texts.size());
    return memory;
  }

  private static byte[] join(List<byte[]> texts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] text : texts) {
      out.writeBytes(text);
      out.write(0);
    }
    return out.toByteArray();
  }

  private static void fillTable(Pointer memory, int table, byte[] bytes, int count) {
    int start = 0;
    for (int i = 0; i < count; i++) {
      memory.putLong((long) i * Long.BYTES, memory.address() + table + start);
      while (bytes[start] != 0) {
        start++;
      }
      start++;
    }
  }
}
