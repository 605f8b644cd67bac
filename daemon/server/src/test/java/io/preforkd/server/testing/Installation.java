package io.preforkd.server.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** A preforkd home for one test, with a worker runtime in it that is only a name. */
public final class Installation implements AutoCloseable {
  private static final String HOME = "preforkd.home";

  private final String before = System.getProperty(HOME);
  private final Path home;

  public Installation(Path home) throws IOException {
    this.home = home;
    Files.createDirectories(home.resolve("lib/worker"));
    jar(home.resolve("lib/worker/runtime.jar"), "io.preforkd.worker.runtime.Main");
    Files.createDirectories(home.resolve("lib/netty-worker"));
    jar(home.resolve("lib/netty-worker/n.jar"), "io.preforkd.worker.netty.Main");
    System.setProperty(HOME, home.toString());
  }

  public Path home() {
    return home;
  }

  /** Where the runtime is. */
  public Path runtime() {
    return home.resolve("lib/worker/runtime.jar");
  }

  /** Makes a transcript without a step. */
  public Path transcript(String name) throws IOException {
    Path folder = Files.createDirectories(home.resolve("worker-api/conformance"));
    return Files.createFile(folder.resolve(name + ".transcript"));
  }

  /** Makes a jar with an empty entry for this class. */
  public static Path jar(Path file, String className) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out)) {
      jar.putNextEntry(new JarEntry(className.replace('.', '/') + ".class"));
      jar.closeEntry();
    }
    return file;
  }

  @Override
  public void close() {
    if (before == null) {
      System.clearProperty(HOME);
    } else {
      System.setProperty(HOME, before);
    }
  }
}
