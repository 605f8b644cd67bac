package io.preforkd.server.sys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What this process was started with, byte by byte: a locale must not change what is passed on. */
public final class OwnStrings {
  private static final List<byte[]> ENVIRONMENT = read("environ");

  private OwnStrings() {}

  /** To be called while root has not been dropped: the kernel shows it to nobody after that. */
  public static void remember() {
    int ignored = ENVIRONMENT.size();
  }

  /** The path of the program, as it was called, and its arguments; as UTF-8. */
  public static List<String> command() {
    return read("cmdline").stream()
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .toList();
  }

  /** The environment, an entry {@code NAME=value} each. */
  static List<byte[]> environment() {
    return ENVIRONMENT;
  }

  private static List<byte[]> read(String file) {
    Path path = Path.of("/proc/self/" + file);
    try {
      return split(Files.readAllBytes(path));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path + "; is /proc mounted?", e);
    }
  }

  /** Each ends with a NUL. */
  static List<byte[]> split(byte[] all) {
    List<byte[]> strings = new ArrayList<>();
    int begin = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] == 0) {
        strings.add(Arrays.copyOfRange(all, begin, i));
        begin = i + 1;
      }
    }
    return strings;
  }
}
