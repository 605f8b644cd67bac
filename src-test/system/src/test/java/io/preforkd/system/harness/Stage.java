package io.preforkd.system.harness;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Where a test plays: a folder and the daemons started in it. Afterwards every daemon that still
 * runs is stopped and must exit with 0, and nothing may be left: no process, no socket file. If the
 * test has failed, the logs are printed.
 *
 * <p>Every process of a test is known by its PATH, which begins with the test's folder and which
 * children take over from the daemon.
 */
public final class Stage implements BeforeEachCallback, AfterEachCallback {
  private static final int TRIES = 5;
  private static final String JAVA_OPTIONS = "PREFORKD_JAVA_OPTS";

  private final List<Preforkd> daemons = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> prefix = new ArrayList<>();
  private Path folder;
  private Path launcher = Image.launcher();

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    folder =
        Files.createTempDirectory(
            "preforkd-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    environment.put("PATH", folder.resolve("bin") + File.pathSeparator + System.getenv("PATH"));
    environment.put("JAVA_HOME", Image.javaHome());
    environment.put("PREFORKD_RUN", folder.toString());
    environment.put("PREFORKD_CACHE", Image.cache().toString());
    environment.put("LANG", "C.UTF-8");
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    try {
      stopAll();
      awaitNothingLeft();
    } catch (AssertionError e) {
      printLogs();
      throw e;
    } finally {
      killAll();
      deleteFolder();
    }
    if (context.getExecutionException().isPresent()) {
      printLogs();
    }
  }

  public Path folder() {
    return folder;
  }

  /** The folder of the distribution under test. */
  public String image() {
    return Image.root().toString();
  }

  /** The path of a script that the tests bring along. */
  public String worker(String name) {
    return Image.testWorkers().resolve(name).toString();
  }

  /** Sets a variable in the environment of daemons started from now on. */
  public Stage environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** The environment of what is started from now on. */
  Map<String, String> environment() {
    return environment;
  }

  /** Starts daemons by this command from now on, which execs what follows it. */
  public Stage by(String... command) {
    prefix.clear();
    prefix.addAll(List.of(command));
    return this;
  }

  /** Each JVM that is started from now on gets this signal before it is one. */
  public Stage signalBeforeTheJvm(String signal) throws IOException {
    Path home = Files.createDirectories(folder.resolve("jdk/bin")).getParent();
    Path java = Path.of(Image.javaHome());
    Files.copy(java.resolve("release"), home.resolve("release"));
    String script = "#!/bin/sh\nkill -" + signal + " $$\nexec '" + java + "/bin/java' \"$@\"\n";
    Path program = Files.writeString(home.resolve("bin/java"), script);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return environment("JAVA_HOME", home.toString());
  }

  /** A link in this test's folder by which preforkd is started from now on. */
  public Path linkToLauncher() throws IOException {
    launcher = Files.createSymbolicLink(folder.resolve("preforkd"), Image.launcher());
    return launcher;
  }

  /** What is started from now on is spamd; its engine is a stand-in that serves hello. */
  public Stage asSpamd() {
    return asSpamd(Image.root().toAbsolutePath().normalize());
  }

  /** The same from another copy of the distribution. */
  public Stage asSpamd(Path image) {
    launcher = image.resolve("ops/spamd");
    return engine("sh", worker("spamd-engine.sh"), image.toString());
  }

  /** The words of the engine's program in what is started from now on; without blanks or commas. */
  public Stage engine(String... words) {
    String option = "-Dpreforkd.spamd.engine=" + String.join(",", words);
    return environment(JAVA_OPTIONS, option);
  }

  /** Adds to the options of JVMs started from now on. */
  public Stage addJavaOptions(String options) {
    return environment(JAVA_OPTIONS, environment.getOrDefault(JAVA_OPTIONS, "") + " " + options);
  }

  /** A port that nobody had a moment ago, for a server that is not ours. */
  public int freePort() {
    return new Places(folder).port("FREE");
  }

  public Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  /**
   * A daemon that is ready and all of whose children have come up; {@code @NAME@} in its
   * configuration stands for what Places says.
   */
  public Preforkd start(String yaml) throws IOException {
    return launch(yaml).awaitReady().awaitAllUp();
  }

  /** A daemon that was started a moment ago. */
  public Preforkd begin(String yaml) throws IOException {
    return launch(new Places(folder), yaml);
  }

  /** A daemon that has opened its pools. */
  public Preforkd launch(String yaml) throws IOException {
    for (int left = TRIES; ; left--) {
      Places places = new Places(folder);
      Preforkd daemon = launch(places, yaml);
      if (left == 0 || !daemon.lostItsPort()) {
        return daemon;
      }
      daemons.remove(daemon);
    }
  }

  /**
   * A daemon that this command of preforkd runs; a port that stands for {@code @PORT@}, there or in
   * the environment, is free.
   */
  public Preforkd startBy(String... arguments) throws IOException {
    Places places = new Places(folder);
    List<String> filled = new ArrayList<>();
    for (String argument : arguments) {
      filled.add(places.fill(argument));
    }
    ProcessBuilder builder = builder(filled.toArray(String[]::new)).redirectErrorStream(true);
    builder.environment().replaceAll((name, value) -> places.fill(value));
    Preforkd daemon = new Preforkd(builder.start(), places, folder);
    daemons.add(daemon);
    return daemon.awaitReady();
  }

  /** A second daemon with the ports of one that was there before. */
  public Preforkd successor(Preforkd first, String yaml) throws IOException {
    return launch(first.places(), yaml).awaitReady();
  }

  private Preforkd launch(Places places, String yaml) throws IOException {
    Path config = write("preforkd.yaml", places.fill(yaml));
    Preforkd daemon =
        new Preforkd(
            builder("run", "-c", config.toString()).redirectErrorStream(true).start(),
            places,
            folder);
    daemons.add(daemon);
    return daemon;
  }

  /** Another configuration in the file that this daemon was started with, for a reload. */
  public void rewrite(Preforkd daemon, String yaml) throws IOException {
    write("preforkd.yaml", daemon.places().fill(yaml));
  }

  /** Runs a command of preforkd to its end. */
  public Finished preforkd(String... arguments) throws IOException {
    return Finished.of(builder(arguments));
  }

  /** Runs a command of {@code preforkd ctl} to its end; the daemon is the one started last. */
  public Finished ctl(String... arguments) throws IOException {
    return preforkd(ctlCommand(arguments));
  }

  /** As {@link #ctl}, by a launcher that is not the one that started the daemon. */
  public Finished ctlBy(Path other, String... arguments) throws IOException {
    Path usual = launcher;
    launcher = other;
    try {
      return ctl(arguments);
    } finally {
      launcher = usual;
    }
  }

  /** Runs a command of {@code preforkd ctl} that is to succeed, and returns what it prints. */
  public String control(String... arguments) throws IOException {
    Finished done = ctl(arguments);
    if (done.exitCode() != 0) {
      throw new AssertionError(List.of(arguments) + " exits with " + done);
    }
    return done.output();
  }

  private String[] ctlCommand(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ctl"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-c", folder.resolve("preforkd.yaml").toString()));
    return command.toArray(String[]::new);
  }

  /** A start that is to be refused: runs it to its end. */
  public Finished refused(String yaml) throws IOException {
    Path config = write("refused.yaml", new Places(folder).fill(yaml));
    return preforkd("run", "-c", config.toString());
  }

  private ProcessBuilder builder(String... arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(launcher.toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectInput(new File("/dev/null"));
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder;
  }

  /** The processes of this test that still run. */
  public List<ProcessView> processes() {
    return ProcessView.all().stream()
        .filter(process -> isOurs(process) && process.isAlive())
        .toList();
  }

  private boolean isOurs(ProcessView process) {
    return process.environment().getOrDefault("PATH", "").startsWith(folder + "/");
  }

  /** Stops all daemons, which must exit with 0. */
  public void stopAll() {
    for (Preforkd daemon : daemons) {
      if (!daemon.hasEnded()) {
        int code = daemon.stopIfThere();
        if (code != 0) {
          throw new AssertionError("the daemon exits with " + code + " when stopped");
        }
      }
    }
  }

  private void awaitNothingLeft() {
    Patience.until("the end of " + names(), () -> processes().isEmpty());
  }

  private List<String> names() {
    return processes().stream()
        .map(process -> process.pid() + " " + process.commandLine())
        .toList();
  }

  private void killAll() {
    daemons.forEach(Preforkd::destroy);
    processes()
        .forEach(
            process -> ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly));
  }

  private void printLogs() {
    daemons.forEach(daemon -> System.err.println("---- the daemon's log\n" + daemon.log()));
  }

  private void deleteFolder() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
