package io.preforkd.server.child;

import io.preforkd.worker.Handler;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** An installation with the worker's runtime, in jars as an archive wants them; ours while open. */
final class WorkerHome implements AutoCloseable {
  private static final String PROPERTY = "preforkd.home";

  private final Path lib;

  WorkerHome(Path home) throws IOException, URISyntaxException {
    lib = Files.createDirectories(home.resolve("lib/worker"));
    Path runtime =
        Path.of(Handler.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (Files.isDirectory(runtime)) {
      pack(runtime, lib.resolve("runtime.jar"));
    } else {
      Files.copy(runtime, lib.resolve("runtime.jar"));
    }
    System.setProperty(PROPERTY, home.toString());
  }

  /** Makes a jar of these classes of the tests. */
  Path jar(Class<?>... classes) throws IOException {
    Path jar = lib.resolveSibling("handlers.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Class<?> type : List.of(classes)) {
        String name = type.getName().replace('.', '/') + ".class";
        try (InputStream bytes = type.getClassLoader().getResourceAsStream(name)) {
          out.putNextEntry(new JarEntry(name));
          bytes.transferTo(out);
        }
      }
    }
    return jar;
  }

  private static void pack(Path folder, Path jar) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(folder.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
  }

  @Override
  public void close() {
    System.clearProperty(PROPERTY);
  }
}
