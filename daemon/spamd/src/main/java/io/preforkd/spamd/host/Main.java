package io.preforkd.spamd.host;

import io.preforkd.config.Locales;
import io.preforkd.server.cli.ExitCode;
import io.preforkd.server.cli.StandardOutput;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.OwnStrings;
import io.preforkd.server.sys.PlatformCheck;
import io.preforkd.server.sys.Succession;
import io.preforkd.spamd.host.options.Arguments;
import io.preforkd.spamd.host.options.SpamdConfig;
import io.preforkd.spamd.host.options.SpamdOptions;
import io.preforkd.spamd.host.options.Watching;
import io.preforkd.spamd.host.options.WrongOption;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** {@code spamd}: does what its command line says. */
public final class Main {
  /** spamd's own code for options that it no longer has. */
  private static final int REMOVED = 2;

  private static final Path OWN_NAME = Path.of("/proc/self/comm");

  /** Found while the options are read: the way into the C library takes as long as all of them. */
  private final CompletableFuture<List<String>> unfit =
      CompletableFuture.supplyAsync(PlatformCheck::faults);

  private final List<String> commandLine;
  private final Launcher launcher;
  private final Arguments given;
  private final Machine machine = new Machine();
  private final PrintStream err = System.err;

  /**
   * @param launcher waits for the start
   */
  Main(List<String> commandLine, Launcher launcher) {
    this.commandLine = commandLine;
    this.launcher = launcher;
    this.given = Arguments.of(commandLine);
  }

  /** Exits with the code of what was done. */
  public static void main(String[] commandLine) throws InterruptedException {
    Launcher launcher = new Launcher();
    takeName();
    int code = new Main(List.of(commandLine), launcher).run();
    launcher.ended(code == ExitCode.OK ? ExitCode.SOFTWARE : code);
    System.exit(code);
  }

  /** Does what the command line says, to the end; returns the exit code. */
  int run() throws InterruptedException {
    given.complaints().forEach(err::println);
    if (given.removed().isPresent()) {
      err.printf(
          "spamd: the %s option has been removed from spamd, please remove from your commandline and re-run%n",
          given.removed().get());
      return REMOVED;
    }
    if (!given.complaints().isEmpty()) {
      err.print(usage());
      return ExitCode.USAGE;
    }
    given.warnings().forEach(line -> err.println("spamd: " + line));
    return given.has("help") || given.has("version") ? inform() : work();
  }

  private int inform() throws InterruptedException {
    String help = given.has("help") ? "\nFor more details, use \"man spamd\".\n" + usage() : "";
    try {
      return print(Versions.text() + help);
    } catch (IOException e) {
      err.println("spamd: there is no engine: " + e.getMessage());
      return ExitCode.UNAVAILABLE;
    }
  }

  private int print(String text) {
    StandardOutput out = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    out.writer().print(text);
    Optional<String> failure = out.finish();
    if (failure.isPresent()) {
      err.println("spamd: " + failure.get());
      return ExitCode.OS_ERROR;
    }
    launcher.ended(ExitCode.OK);
    return ExitCode.OK;
  }

  private static String usage() {
    try (InputStream text = Main.class.getResourceAsStream("usage.txt")) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int work() throws InterruptedException {
    try {
      SpamdOptions options = SpamdOptions.of(given, machine);
      String text = SpamdConfig.of(options, machine, withoutDump());
      if (given.has("dump-config")) {
        return print(text);
      }
      return options.isDaemon() == Launcher.isDetached() ? host(options, text) : changePlaces();
    } catch (WrongOption e) {
      err.println("spamd: " + e.getMessage());
      return ExitCode.CONFIG;
    } catch (InvalidPathException e) {
      err.println("spamd: " + Locales.explain(e));
      return ExitCode.CONFIG;
    }
  }

  private List<String> withoutDump() {
    return commandLine.stream().filter(word -> !word.equals("--dump-config")).toList();
  }

  private int host(SpamdOptions options, String text) throws InterruptedException {
    new Watching(machine.environment()).faults().forEach(fault -> err.println("spamd: " + fault));
    return new Host(options, text, machine, launcher, err).run(unfit);
  }

  /** start-stop-daemon and pidof look for it. */
  private static void takeName() {
    try {
      Files.writeString(OWN_NAME, "spamd");
    } catch (IOException e) {
      System.err.println(
          "spamd: " + OWN_NAME + " cannot be written, so the process is not called spamd");
    }
  }

  /**
   * The script has looked for -d only where it is easy to see, and is told if it was wrong: by its
   * pipe, or by becoming it again.
   */
  private int changePlaces() {
    if (Launcher.isDetached()) {
      launcher.notMeant();
      return ExitCode.OK;
    }
    List<String> again = new ArrayList<>(List.of(System.getProperty("preforkd.launcher")));
    again.add("spamd-in-background");
    again.addAll(commandLine);
    try {
      OwnStrings.remember();
      Succession.become(again, List.of());
    } catch (KernelException e) {
      err.println("spamd: cannot start in the background: " + e.getMessage());
    }
    return ExitCode.OS_ERROR;
  }
}
