package io.preforkd.system.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.Deflater;

/** The distribution under test, as the build has assembled it. */
public final class Image {
  private static final FileTime TIME_OF_JARS = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

  private Image() {}

  public static Path root() {
    return Path.of(property("preforkd.image"));
  }

  public static Path launcher() {
    return root().resolve("ops/preforkd");
  }

  /** The JDK that runs these tests is the one under test. */
  static String javaHome() {
    return System.getProperty("java.home");
  }

  /** Scripts that play children of every kind. */
  public static Path testWorkers() {
    return Path.of(property("preforkd.test-workers"));
  }

  /** What the tests of the packages bring along. */
  public static Path debian(String name) {
    return testWorkers().resolveSibling("debian").resolve(name);
  }

  /** How clients are run that others wrote. */
  public static Path client(String name) {
    return testWorkers().resolveSibling("clients").resolve(name);
  }

  /** Of which it was built. */
  public static Path sources() {
    return root().resolve("../../..").toAbsolutePath().normalize();
  }

  /** What makes packages of a distribution. */
  public static Path packager() {
    return sources().resolve("ops/package");
  }

  /** Where daemons keep class-data archives. */
  static Path cache() {
    return Path.of(property("preforkd.test-cache"));
  }

  /** Where the handlers of the tests have been compiled to. */
  public static Path testClasses() {
    return Path.of(property("preforkd.test-classes"));
  }

  /** A jar in this folder with a handler of the tests: JVMs archive no class of a folder. */
  public static Path jar(Path folder, String handler) throws IOException {
    return jar(folder, handler, text -> text);
  }

  /**
   * The same with texts replaced in the class, as by a rebuild.
   *
   * @param rebuilt changes the class, as ISO 8859-1, and not its length: jars of that handler have
   *     one size and one time, as builds that can be repeated make them
   */
  public static Path jar(Path folder, String handler, UnaryOperator<String> rebuilt)
      throws IOException {
    Path jar = folder.resolve("handler.jar");
    String entry = "io/preforkd/system/handler/" + handler + ".class";
    String text = Files.readString(testClasses().resolve(entry), StandardCharsets.ISO_8859_1);
    write(jar, Map.of(entry, text), rebuilt);
    return jar;
  }

  /** The one file in this folder whose name is of this form. */
  public static Path only(Path folder, String glob) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
      return files.iterator().next();
    }
  }

  /** Makes a jar anew in its place, as {@link #jar(Path, String, UnaryOperator)} does. */
  public static void rebuild(Path jar, UnaryOperator<String> rebuilt) throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    try (JarFile old = new JarFile(jar.toFile())) {
      for (JarEntry entry : Collections.list(old.entries())) {
        byte[] bytes = old.getInputStream(entry).readAllBytes();
        entries.put(entry.getName(), new String(bytes, StandardCharsets.ISO_8859_1));
      }
    }
    write(jar, entries, rebuilt);
  }

  private static void write(Path jar, Map<String, String> entries, UnaryOperator<String> rebuilt)
      throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.setLevel(Deflater.NO_COMPRESSION);
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        JarEntry written = new JarEntry(entry.getKey());
        written.setLastModifiedTime(TIME_OF_JARS);
        out.putNextEntry(written);
        out.write(rebuilt.apply(entry.getValue()).getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    Files.setLastModifiedTime(jar, TIME_OF_JARS);
  }

  /** The worker in C, compiled into this folder. */
  public static Path compileHello(Path folder) throws IOException {
    Path program = folder.resolve("hello");
    Finished cc =
        Finished.run(
            "cc",
            "-O1",
            "-o",
            program.toString(),
            root().resolve("worker-api/examples/c/hello.c").toString());
    if (cc.exitCode() != 0 || !Files.isExecutable(program)) {
      throw new AssertionError("hello.c does not compile: " + cc.output());
    }
    return program;
  }

  private static String property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new IllegalStateException("system property " + name + " is not set; the pom sets it");
    }
    return value;
  }
}
