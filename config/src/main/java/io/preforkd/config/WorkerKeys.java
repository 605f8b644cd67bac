package io.preforkd.config;

import io.preforkd.config.WorkerSettings.Archive;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The table of keys: what a child runs. The first of {@link #KINDS} that is given says what kind of
 * worker it is.
 */
final class WorkerKeys {
  static final Key<String> JAVA =
      Key.optional(
          "java",
          new Text("a class name", "[A-Za-z_$][A-Za-z0-9_$]*(?:\\.[A-Za-z_$][A-Za-z0-9_$]*)*"),
          "The class of a Java worker; a dollar sign is written $$.");

  static final Key<String> NETTY =
      Key.optional(
          "netty",
          new Text("a class name", "[A-Za-z_$][A-Za-z0-9_$]*(?:\\.[A-Za-z_$][A-Za-z0-9_$]*)*"),
          "The class of an event-driven Java worker, which fills the pipelines of Netty's channels.");

  static final Key<String> THREAD =
      Key.optional(
          "thread",
          new Text("a class name", "[A-Za-z_$][A-Za-z0-9_$]*(?:\\.[A-Za-z_$][A-Za-z0-9_$]*)*"),
          "The class of a Java worker that runs on threads of the daemon itself, on any system and without isolation: for"
              + " development and embedding; then all pools must be of this kind.");

  static final Key<List<Setting<String>>> COMMAND =
      program(
          "command",
          "Any other program and its arguments; without a slash it is looked up in the child's PATH.");

  static final Key<List<Setting<String>>> INETD =
      program(
          "inetd",
          "An unchanged program and its arguments, started for each connection, which is its stdin and stdout; without a"
              + " slash it is looked up in the child's PATH.");

  static final Key<List<Setting<String>>> SERVER =
      program(
          "server",
          "A server and its arguments that finds its sockets by LISTEN_FDS and knows nothing of preforkd; it needs dispatch: shared"
              + " and mode: static.");

  static final Key<List<Setting<String>>> TEMPLATE =
      program(
          "template",
          "A program and its arguments that loads once and then forks the children, as PROTOCOL.md says under Templates;"
              + " without a slash it is looked up in the child's PATH.");

  private static final List<Key<?>> FOREIGN = List.of(COMMAND, INETD, SERVER, TEMPLATE);

  static final Key<List<Setting<Path>>> CLASS_PATH =
      unless(
          worker -> FOREIGN.stream().anyMatch(worker::isGiven),
          "class-path",
          ListType.of(new PathType()),
          List.of(),
          "Jars and directories of a Java worker, relative to this file; DIR/* stands for all jars of a directory.");

  static final Key<Path> JAVA_HOME =
      Key.optional(
          "java-home", new PathType(), "The JDK of a Java worker; unset, the daemon's own.");

  static final Key<List<Setting<String>>> OPTIONS =
      unless(
          WorkerKeys::hasNoJvm,
          "options",
          ListType.of(Text.any()),
          ListType.constants(
              List.of(
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-Xss256k",
                  "-XX:-UsePerfData",
                  "-Xmx64m")),
          "The JVM's options for a Java worker.");

  static final Key<Archive> ARCHIVE =
      archiveOnly(
          "archive",
          new ArchiveType(),
          new Archive.Auto(),
          "The class-data archive that Java workers share, which shortens their start: auto keeps it in the cache folder, a"
              + " path is relative to this file. Made, and made anew once it no longer fits the JDK or the jars, while the pool"
              + " serves, by a child of its own that serves one empty connection and leaves.");

  static final Key<Boolean> FIXED_ARCHIVE_ADDRESS =
      archiveOnly(
          "fixed-archive-address",
          new Flag(),
          false,
          "Whether the archive has the same address in all children, which saves memory and weakens ASLR.");

  static final Key<Map<String, Setting<String>>> SETTINGS =
      unless(
          worker -> worker.isGiven(INETD) || worker.isGiven(SERVER),
          "settings",
          new MapType<>("[^\\u0000]+", Text.any()),
          Map.of(),
          "Handed to the worker over its back-channel, never in arguments or environment.");

  static final Key<String> STOP_SIGNAL =
      unless(
          worker -> !worker.isGiven(SERVER),
          "stop-signal",
          Choice.of("TERM", "QUIT", "INT", "USR1", "USR2", "WINCH"),
          "TERM",
          "What asks a server to finish its connections and exit.");

  static final List<Key<?>> KINDS = List.of(JAVA, NETTY, THREAD, COMMAND, INETD, SERVER, TEMPLATE);

  static final List<Key<?>> JVM_ONLY = List.of(JAVA_HOME, OPTIONS);

  static final List<Key<?>> ARCHIVE_ONLY = List.of(ARCHIVE, FIXED_ARCHIVE_ADDRESS);

  static final Section SECTION =
      Section.of(
          "worker",
          JAVA,
          NETTY,
          THREAD,
          COMMAND,
          INETD,
          SERVER,
          TEMPLATE,
          CLASS_PATH,
          JAVA_HOME,
          OPTIONS,
          ARCHIVE,
          FIXED_ARCHIVE_ADDRESS,
          SETTINGS,
          STOP_SIGNAL);

  private WorkerKeys() {}

  /** A program and its arguments, which together are a kind of worker. */
  private static Key<List<Setting<String>>> program(String name, String sentence) {
    return Key.optional(name, new ListType<>(Text.any(), false, 1), sentence);
  }

  /** Whether its children are no JVMs of their own. */
  private static boolean hasNoJvm(Values worker) {
    return worker.isGiven(THREAD) || FOREIGN.stream().anyMatch(worker::isGiven);
  }

  private static <T> Key<T> archiveOnly(String name, Type<T> type, T value, String sentence) {
    return unless(worker -> worker.isGiven(NETTY) || hasNoJvm(worker), name, type, value, sentence);
  }

  /** A key that some kinds of worker do not have. */
  private static <T> Key<T> unless(
      Predicate<Values> isWithout, String name, Type<T> type, T value, String sentence) {
    Function<Values, Optional<Setting<T>>> function =
        worker -> isWithout.test(worker) ? Optional.empty() : Optional.of(Setting.constant(value));
    return Key.derived(name, type, type.text(value), function, sentence);
  }
}
