package io.preforkd.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.config.ConfigReference;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What the build makes of the help and of the table of keys. */
class DocumentsTest {
  private static final CommandText MAIN = new CommandText(Main.commandLine());
  private static final Map<String, String> PAGES =
      ManualPages.of(MAIN, "1.2.3", "2026-01-01", "usage: spamd\n.odd 'line'\n");
  private static final String COMMANDS = MarkdownReference.commands(MAIN);

  private static Stream<CommandText> all(CommandText command) {
    return Stream.concat(
        Stream.of(command), command.commands().stream().flatMap(DocumentsTest::all));
  }

  /** As it is read: without the escapes. */
  private static String read(String page) {
    return page.replace("\\-", "-")
        .replace("\\(aq", "'")
        .replace("\\(dq", "\"")
        .replace("\\e", "\\");
  }

  private static String page(CommandText command) {
    String[] words = command.name().split(" ", -1);
    String name = words.length == 1 ? "preforkd" : "preforkd-" + words[1];
    return PAGES.entrySet().stream()
        .filter(page -> page.getKey().matches("man[18]/" + name + "\\.[18]"))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no page " + name));
  }

  @Test
  void everyCommandHasItsOptionsInThePageAndInTheReference() {
    List<CommandText> commands = all(MAIN).toList();
    assertTrue(commands.size() > 20, "" + commands.size());
    for (CommandText command : commands) {
      String page = read(page(command));
      assertTrue(COMMANDS.contains("# " + command.name() + "\n"), command.name());
      for (OptionSpec option : command.command().getCommandSpec().options()) {
        String names = String.join(", ", option.names());
        assertTrue(page.contains(".B \"" + names), command.name() + ": " + names);
        assertTrue(COMMANDS.contains("| `" + names), command.name() + ": " + names);
      }
      command.exitCodes().forEach(code -> assertTrue(COMMANDS.contains(code.word()), code.word()));
    }
  }

  @Test
  void everyKeyStandsInThePageOfTheConfiguration() {
    String page = read(PAGES.get("man5/preforkd.yaml.5"));
    assertTrue(ConfigReference.entries().size() > 80);
    for (ConfigReference.Entry key : ConfigReference.entries()) {
      assertTrue(page.contains(".B \"" + key.path() + "\"\n"), key.path());
      assertTrue(MarkdownReference.configuration().contains("| `" + key.path() + "` |"));
    }
  }

  @Test
  void serversAreInTheSectionOfDaemons() {
    assertTrue(
        PAGES
            .keySet()
            .containsAll(
                Set.of(
                    "man1/preforkd.1",
                    "man1/preforkd-top.1",
                    "man1/preforkd-ctl.1",
                    "man5/preforkd.yaml.5",
                    "man8/preforkd-run.8",
                    "man8/preforkd-spamd.8")));
  }

  @Test
  void aLineThatLooksLikeAMacroIsNone() {
    String page = PAGES.get("man8/preforkd-spamd.8");
    assertTrue(page.contains("\n\\&.odd \\(aqline\\(aq\n"), page);
  }

  @Test
  void helpOfEveryCommandNamesItsExitCodes() {
    all(MAIN).forEach(command -> assertFalse(command.exitCodes().isEmpty(), command.name()));
  }

  @Test
  void helpOfEveryCommandOfCtlHasAnExampleThatItsParserTakes() {
    CommandText ctl =
        MAIN.commands().stream()
            .filter(command -> command.name().endsWith("ctl"))
            .findFirst()
            .get();
    assertTrue(ctl.commands().size() > 12, ctl.synopsis());
    for (CommandText command : ctl.commands()) {
      String note = command.notes().get(0);
      String example = note.substring(note.indexOf("preforkd ") + 9).replaceFirst(" >.*", "");
      CommandLine.ParseResult parsed = Main.commandLine().parseArgs(example.split(" ", -1));
      assertEquals(
          command.name(), parsed.subcommand().subcommand().commandSpec().qualifiedName(), note);
    }
  }

  @Test
  void theScriptForZshLeavesTheOptionsOfTheShellAlone() {
    String script = Completion.zsh(Main.commandLine());
    assertTrue(script.startsWith("#compdef preforkd\n"));
    assertFalse(
        Pattern.compile("(?m)^ *(?:setopt|alias) ").matcher(script).find(), "sets an option");
  }
}
