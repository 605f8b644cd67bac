package io.preforkd.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds each table of all exit codes to what the commands' own help says. A meaning begins with the
 * commands that it is of, as "ctl, top: no daemon answers".
 */
class ExitCodesTest {
  private static final Path IMAGE = Path.of("target/preforkd");

  /** Those that mean the same whatever the command is, and more for some. */
  private static final Set<String> GENERAL = Set.of("0", "64", "70", "71", "78");

  private static final Pattern HEADING = Pattern.compile("(?m)^#+ preforkd *");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\| ([^|]+) \\|");
  private static final Pattern OF_COMMANDS = Pattern.compile("([a-z, ]+): .*");
  private static final String LAUNCHER = "the launcher";

  private static String read(String document) throws IOException {
    return Files.readString(IMAGE.resolve(document)).replace("`", "");
  }

  /** Meanings by codes. */
  private static Map<String, String> rows(String text) {
    Map<String, String> rows = new TreeMap<>();
    ROW.matcher(text).results().forEach(row -> rows.put(row.group(1), row.group(2)));
    return rows;
  }

  /** What stands in the reference under the name of the program, and of each of its commands. */
  private static String[] sections() throws IOException {
    return HEADING.split(read("ops/docs/reference/commands.md"), -1);
  }

  /** The commands that have a code, those of ctl as one. */
  private static Map<String, Set<String>> commands() throws IOException {
    Map<String, Set<String>> commands = new TreeMap<>();
    String[] sections = sections();
    for (int i = 2; i < sections.length; i++) {
      String command = firstWord(sections[i]);
      rows(sections[i])
          .keySet()
          .forEach(code -> commands.computeIfAbsent(code, key -> new TreeSet<>()).add(command));
    }
    return commands;
  }

  private static String firstWord(String text) {
    return text.split("\\s", 2)[0];
  }

  private static void check(Map<String, String> table) throws IOException {
    Map<String, Set<String>> commands = commands();
    assertEquals(commands.keySet(), table.keySet());
    for (Map.Entry<String, String> row : table.entrySet()) {
      check(row.getKey(), row.getValue(), commands.get(row.getKey()));
    }
  }

  private static void check(String code, String meanings, Set<String> commands) {
    Set<String> named = new TreeSet<>();
    for (String meaning : meanings.split("; ", -1)) {
      Matcher of = OF_COMMANDS.matcher(meaning);
      if (of.matches()) {
        named.addAll(Set.of(of.group(1).split(", ", -1)));
      } else {
        assertTrue(GENERAL.contains(code), code + " does not say of which command: " + meaning);
      }
    }
    named.remove(LAUNCHER);
    Set<String> first = new TreeSet<>();
    named.forEach(name -> first.add(firstWord(name)));
    if (GENERAL.contains(code)) {
      assertTrue(commands.containsAll(first), code + " " + commands + ": " + meanings);
    } else {
      assertEquals(commands, first, code + ": " + meanings);
    }
  }

  @Test
  void theHelpOfTheProgramHasThoseOfItsCommands() throws Exception {
    check(rows(sections()[1]));
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "ops/docs/operations.md"})
  void theDocumentHasThoseOfTheCommands(String document) throws Exception {
    String section = read(document).split("(?m)^## Exit codes.*$", 2)[1].split("(?m)^## ", 2)[0];
    check(rows(section));
  }
}
