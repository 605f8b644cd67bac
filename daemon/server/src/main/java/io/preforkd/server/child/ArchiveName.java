package io.preforkd.server.child;

import io.preforkd.config.WorkerSettings.JavaWorker;
import io.preforkd.server.sys.UserIds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The name of a worker's archive: a hash of all that decides whether it fits. Whatever changes, the
 * new archive has another name, and a daemon that still runs with the old one keeps its own.
 */
final class ArchiveName {
  private static final int BYTES = 16;

  /** An update in place changes at least one of them. */
  private static final List<String> OF_THE_JDK =
      List.of("release", "lib/modules", "lib/server/libjvm.so", "lib/server/classes.jsa");

  /** With one of these the operator has an opinion of his own. */
  private static final List<String> OWN_CHOICE =
      List.of("-Xshare:", "-XX:SharedArchiveFile=", "-XX:ArchiveClassesAtExit=", "-XX:AOT");

  private ArchiveName() {}

  /**
   * 32 hexadecimal digits.
   *
   * @throws IOException if the JVM makes no archive of such a class path, or is told what to do by
   *     the worker's own options; the message is half a sentence
   */
  static String of(JavaWorker worker, Optional<UserIds> user) throws IOException {
    requireNoOwnChoice(worker.options());
    List<String> parts = new ArrayList<>(WorkerCommand.of(worker, ClassData.NONE));
    parts.add(user.map(ids -> ids.uid() + ":" + ids.gid()).orElse("own"));
    Path jdk = WorkerCommand.javaHome(worker).toRealPath();
    for (String file : OF_THE_JDK) {
      parts.add(stamp(jdk.resolve(file)));
    }
    List<Path> classPath = classPath(worker);
    for (Path entry : classPath) {
      requireArchivable(entry);
    }
    MessageDigest hash = sha256();
    for (Path entry : JarContents.withReferenced(classPath)) {
      parts.add(stamp(entry));
      JarContents.digest(entry, hash);
    }
    hash.update(String.join("\0", parts).getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash.digest(), 0, BYTES);
  }

  private static void requireNoOwnChoice(List<String> options) throws IOException {
    for (String option : options) {
      if (OWN_CHOICE.stream().anyMatch(option::startsWith)) {
        throw new IOException("its options choose themselves, by " + option);
      }
    }
  }

  private static List<Path> classPath(JavaWorker worker) throws IOException {
    List<Path> entries = new ArrayList<>();
    try {
      for (String place : WorkerCommand.classPath(worker)) {
        entries.addAll(WorkerCommand.expand(place));
      }
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
    return entries;
  }

  /** The JVM refuses to make an archive when it sees such a folder. */
  private static void requireArchivable(Path entry) throws IOException {
    if (Files.isDirectory(entry)) {
      try (Stream<Path> files = Files.list(entry)) {
        if (files.findAny().isPresent()) {
          throw new IOException(
              entry + " on its class path is a folder, and JVMs archive classes of jars only");
        }
      }
    }
  }

  private static String stamp(Path file) throws IOException {
    return Files.exists(file)
        ? file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file)
        : file + " is not there";
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
