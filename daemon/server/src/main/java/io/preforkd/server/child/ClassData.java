package io.preforkd.server.child;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a Java child's JVM does about a class-data archive of the pool's own.
 *
 * @param options for the JVM
 * @param isProbe whether the runtime ends as soon as it is loaded, since it is told no handler
 */
public record ClassData(List<String> options, boolean isProbe) {
  /** Followed by the archive that is mapped. */
  static final String FROM = "-XX:SharedArchiveFile=";

  private static final String INTO = "-XX:ArchiveClassesAtExit=";

  /** From JDK 25 on the JVM calls our --add-opens an error, in each child, and goes on well. */
  private static final String NO_COMPLAINTS = "-Xlog:cds=off";

  /** Nothing: the JDK's own archive is all there is. */
  public static final ClassData NONE = new ClassData(List.of(), false);

  public ClassData {
    options = List.copyOf(options);
  }

  /** Maps the archive; a JVM that it does not fit goes on without it. */
  public static ClassData from(Path archive) {
    return new ClassData(List.of(NO_COMPLAINTS, FROM + archive), false);
  }

  /** Writes the archive when it exits, out of what it has loaded until then. */
  static ClassData into(Path archive) {
    return new ClassData(List.of(INTO + archive), false);
  }

  /** Maps the archive or ends, and in no case serves. */
  static ClassData probe(Path archive) {
    return new ClassData(List.of("-Xshare:on", FROM + archive), true);
  }

  /** The folder that the archive is written to, and with it whatever else; empty if none is. */
  public Optional<Path> folder() {
    return options.stream()
        .filter(option -> option.startsWith(INTO))
        .map(option -> Path.of(option.substring(INTO.length())).getParent())
        .findFirst();
  }
}
