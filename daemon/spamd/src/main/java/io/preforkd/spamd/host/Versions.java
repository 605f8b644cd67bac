package io.preforkd.spamd.host;

import io.preforkd.server.cli.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The versions of the engine and of what it runs on. */
final class Versions {
  private static final Pattern VERSION =
      Pattern.compile("VERSION\\s*=\\s*\"([0-9]+)\\.([0-9]{3})([0-9]{3})\"");
  private static final List<String> FOLDERS =
      List.of("/usr/local/share/perl5", "/usr/local/share/perl", "/usr/share/perl5");

  /** Prints what spamd prints, as far as the modules are there. */
  private static final String PROGRAM =
      """
      sub with { my ($what, $module) = @_; eval "require $module; 1" or return;
          printf "  with %s support (%s %s)\\n", $what, $module, $module->VERSION }
      require Mail::SpamAssassin;
      printf "SpamAssassin Server version %s\\n", Mail::SpamAssassin::Version();
      printf "  running on Perl %vd\\n", $^V;
      with('SSL', 'IO::Socket::SSL'); with('zlib', 'Compress::Zlib');
      """;

  private Versions() {}

  /**
   * The text of {@code --version}.
   *
   * @throws IOException if there is no engine; the message is Perl's
   */
  static String text() throws IOException, InterruptedException {
    Process perl =
        new ProcessBuilder(Machine.perl(), "-e", PROGRAM).redirectErrorStream(true).start();
    String said = new String(perl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (perl.waitFor() != 0) {
      throw new IOException(said.strip());
    }
    return said + "  hosted by preforkd " + Version.text() + "\n";
  }

  /** The engine's version, found without running it, which takes its time. */
  static String ofEngine() {
    return FOLDERS.stream()
        .map(Path::of)
        .flatMap(folder -> versionIn(folder).stream())
        .findFirst()
        .orElse("unknown");
  }

  /** In the folder, or in one of Perl's release below it. */
  private static Optional<String> versionIn(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> releases = Files.list(folder)) {
      return Stream.concat(Stream.of(folder), releases)
          .map(place -> place.resolve("Mail/SpamAssassin.pm"))
          .filter(Files::isReadable)
          .findFirst()
          .flatMap(Versions::read);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> read(Path module) {
    try {
      Matcher found = VERSION.matcher(Files.readString(module, StandardCharsets.ISO_8859_1));
      return found.find()
          ? Optional.of(
              number(found.group(1)) + "." + number(found.group(2)) + "." + number(found.group(3)))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String number(String digits) {
    return Integer.toString(Integer.parseInt(digits));
  }
}
