package io.preforkd.system.verdicts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A fault to be planted in the engine.
 *
 * @param name what goes wrong
 * @param module in which it is
 * @param sound a text of the module, of which there is one
 * @param faulty what stands there instead
 */
public record Mutant(String name, String module, String sound, String faulty) {

  /** None: an engine that is only copied is as sound as before. */
  public static final Mutant NONE =
      new Mutant(
          "nothing",
          "Engine",
          "package Preforkd::Spamd::Engine;",
          "package Preforkd::Spamd::Engine;");

  /** Faults that are seen in replies and log lines. */
  public static List<Mutant> ofReplies() {
    return List.of(
        new Mutant(
            "a score is off by 0.1", "Scan", "($status->get_score,", "($status->get_score + 0.1,"),
        new Mutant(
            "a line end is lost", "Reply", "'SYMBOLS' ? \"\\r\\n\" : '')", "'SYMBOLS' ? '' : '')"),
        new Mutant(
            "1.3 is taken for older",
            "Reply",
            "$spam\\r\\n$text\" if $command->{version} >= 1.3",
            "$spam\\r\\n$text\" if $command->{version} > 1.3"),
        new Mutant(
            "a length is wrong",
            "Reply",
            "'Content-length: ' . length($text)",
            "'Content-length: ' . (1 + length($text))"),
        new Mutant("one header too few passes", "Request", "> $MOST_HEADERS", ">= $MOST_HEADERS"),
        new Mutant("a second user is passed over", "Account", "$> = $< if $uid == $<;", ""),
        new Mutant(
            "blank lines at the end of what was compressed stay",
            "Mail",
            "pop @lines while @lines && $lines[-1] eq \"\\n\";",
            ""),
        new Mutant(
            "a resent mail's id is not logged", "Scan", "? \" aka $resent\" : ''", "? '' : ''"));
  }

  /** Faults that are seen in what is learnt. */
  public static List<Mutant> ofLearning() {
    return List.of(
        new Mutant("ham is learnt as spam", "Tell", "eq 'spam' || 0", "ne '' || 0"),
        new Mutant("nothing is forgotten", "Tell", "$is_spam, $what eq 'remove'", "$is_spam, 0"),
        new Mutant(
            "the marks of others are learnt",
            "Mail",
            "    return unless $marked",
            "    return if $marked"));
  }

  /** Faults that are seen where users follow each other. */
  public static List<Mutant> ofPreferences() {
    return List.of(
        new Mutant(
            "preferences are stale",
            "Configuration",
            "sub will_change { $_[0]{changed} = 1 }",
            "sub will_change { }"),
        new Mutant(
            "preferences are not read",
            "Configuration",
            "    return if says_nothing($file);",
            "    return;"));
  }

  /** Faults that are seen by DNS. */
  public static List<Mutant> ofNetwork() {
    return List.of(
        new Mutant("the network is not asked", "Engine", "=> $options->{local},", "=> 1,"));
  }

  /** Makes an engine with the fault. */
  Path copy(Path engine, Path into) throws IOException {
    try (Stream<Path> files = Files.walk(engine)) {
      for (Path file : files.toList()) {
        Files.copy(file, into.resolve(engine.relativize(file).toString()));
      }
    }
    Path file = into.resolve("lib/Preforkd/Spamd/" + module + ".pm");
    String text = Files.readString(file);
    if (text.indexOf(sound) < 0 || text.indexOf(sound) != text.lastIndexOf(sound)) {
      throw new AssertionError(name + ": in " + module + " there is not one text like " + sound);
    }
    Files.writeString(file, text.replace(sound, faulty));
    return into;
  }
}
