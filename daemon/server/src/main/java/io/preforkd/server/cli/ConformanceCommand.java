package io.preforkd.server.cli;

import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.Succession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code preforkd conformance}: becomes the program that plays the transcripts, so that a signal
 * reaches it and its exit code is ours.
 */
@Command(
    name = "conformance",
    mixinStandardHelpOptions = true,
    customSynopsis = {
      "preforkd conformance [-v] [TRANSCRIPT...] -- COMMAND [ARGUMENT...]",
      "       preforkd conformance --list"
    },
    description = {
      "Plays the parent against a worker and says which of the transcripts it passes, gets wrong, or has no use for.",
      "The worker is to answer HTTP with the body \"hello\" and a newline. No daemon is needed."
          + " worker-api/PROTOCOL.md, section 9, explains transcripts."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no transcript failed",
      "1:a transcript failed",
      "64:the command line is wrong",
      "66:the worker's program or a transcript is not there",
      "69:there is no perl, or not all of it",
      "71:the system refused what it should not, as to write to standard output"
    })
final class ConformanceCommand implements Callable<Integer> {
  private static final String SUFFIX = ".transcript";

  @Option(names = "--list", description = "Names the transcripts and plays none.")
  private boolean isList;

  @Option(
      names = {"-v", "--verbose"},
      description = "Prints each line of a transcript before it is played.")
  private boolean isVerbose;

  @Parameters(
      paramLabel = "TRANSCRIPT",
      arity = "0..*",
      description = "Names of transcripts, or paths of your own; default: all that there are.")
  private List<String> words = List.of();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (isList) {
      names().forEach(spec.commandLine().getOut()::println);
      return ExitCode.OK;
    }
    List<String> worker = Delegate.command(spec, "worker");
    List<Path> transcripts =
        words.subList(0, words.size() - worker.size()).stream()
            .map(ConformanceCommand::transcript)
            .toList();
    return play(transcripts, worker);
  }

  private int play(List<Path> transcripts, List<String> worker) {
    for (Path transcript : transcripts) {
      if (!Files.isReadable(transcript)) {
        return Delegate.fail(
            spec,
            ExitCode.NO_INPUT,
            "there is no transcript " + transcript + "; --list names those that come with us");
      }
    }
    if (Delegate.find(worker.get(0)).isEmpty()) {
      return Delegate.fail(
          spec,
          ExitCode.NO_INPUT,
          "the worker " + worker.get(0) + " is not a program that can be run; correct its name");
    }
    Optional<Path> perl = Delegate.find("perl");
    if (perl.isEmpty()) {
      return Delegate.fail(
          spec,
          ExitCode.UNAVAILABLE,
          "perl plays the transcripts and is not on PATH; install it (Debian: apt-get install perl)");
    }
    return become(command(perl.get(), transcripts, worker));
  }

  private List<String> command(Path perl, List<Path> transcripts, List<String> worker) {
    List<String> command =
        new ArrayList<>(List.of(perl.toString(), folder().resolve("run.pl").toString()));
    if (isVerbose) {
      command.add("-v");
    }
    transcripts.forEach(transcript -> command.add(transcript.toString()));
    command.add(Delegate.DELIMITER);
    command.addAll(worker);
    return command;
  }

  private int become(List<String> command) {
    try {
      Succession.become(command, List.of());
    } catch (KernelException e) {
      return Delegate.fail(spec, ExitCode.OS_ERROR, e.getMessage());
    }
    throw new IllegalStateException("another program is in our place");
  }

  /** A name is that of one of ours; anything that looks like a file is the caller's own. */
  private static Path transcript(String word) {
    return word.contains("/") || word.endsWith(SUFFIX)
        ? Path.of(word)
        : folder().resolve(word + SUFFIX);
  }

  private static List<String> names() {
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder() {
    return Path.of(System.getProperty("preforkd.home", "."), "worker-api", "conformance");
  }
}
