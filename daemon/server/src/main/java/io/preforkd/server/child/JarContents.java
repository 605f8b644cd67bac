package io.preforkd.server.child;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * What jars hold. To a JVM a jar of the same time and size is the one whose classes it has
 * archived; but builds that can be repeated give all their jars the same time, and a small change
 * often leaves the size as it was.
 */
final class JarContents {
  private JarContents() {}

  /** These and the jars that their manifests name, which are on the class path as well. */
  static Set<Path> withReferenced(List<Path> classPath) throws IOException {
    Set<Path> all = new LinkedHashSet<>();
    Deque<Path> left = new ArrayDeque<>(classPath);
    while (!left.isEmpty()) {
      Path next = left.remove();
      if (all.add(next) && Files.isRegularFile(next)) {
        left.addAll(referenced(next));
      }
    }
    return all;
  }

  private static List<Path> referenced(Path file) throws IOException {
    try (JarFile jar = new JarFile(file.toFile(), false)) {
      return Optional.ofNullable(jar.getManifest())
          .map(Manifest::getMainAttributes)
          .map(main -> main.getValue(Attributes.Name.CLASS_PATH))
          .map(words -> List.of(words.strip().split("\\s+", -1)))
          .orElse(List.of())
          .stream()
          .map(file::resolveSibling)
          .toList();
    } catch (ZipException e) {
      return List.of(); // no jar, so no class comes from it
    }
  }

  /** Adds the checksums of all entries, which stand in the jar's directory; nothing is unpacked. */
  static void digest(Path file, MessageDigest into) throws IOException {
    if (!Files.isRegularFile(file)) {
      return;
    }
    try (ZipFile jar = new ZipFile(file.toFile())) {
      for (Enumeration<? extends ZipEntry> left = jar.entries(); left.hasMoreElements(); ) {
        ZipEntry entry = left.nextElement();
        String line = entry.getName() + ' ' + entry.getSize() + ' ' + entry.getCrc() + '\n';
        into.update(line.getBytes(StandardCharsets.UTF_8));
      }
    } catch (ZipException e) {
      into.update((byte) 0); // as above
    }
  }
}
