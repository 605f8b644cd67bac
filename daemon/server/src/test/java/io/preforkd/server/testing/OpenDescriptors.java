package io.preforkd.server.testing;

import io.preforkd.server.sys.Descriptors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The descriptors of this process that {@code sys} has made; the JVM's own are numbered lower. */
public final class OpenDescriptors {
  private OpenDescriptors() {}

  /** Each as {@code number what}, so that a number that was given to another is not the same. */
  public static Set<String> ours() throws IOException {
    Set<String> ours = new TreeSet<>();
    try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
      for (Path link : links.toList()) {
        if (Integer.parseInt(link.getFileName().toString()) >= Descriptors.FLOOR) {
          addTo(ours, link);
        }
      }
    }
    return ours;
  }

  private static void addTo(Set<String> ours, Path link) throws IOException {
    try {
      ours.add(link.getFileName() + " " + Files.readSymbolicLink(link));
    } catch (NoSuchFileException e) {
      return; // it was the listing's own
    }
  }
}
