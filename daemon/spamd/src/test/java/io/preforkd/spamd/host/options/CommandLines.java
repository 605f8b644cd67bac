package io.preforkd.spamd.host.options;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Command lines by lot, and what a program in Perl makes of them. */
final class CommandLines {
  private static final int MOST_WORDS = 7;
  private static final List<String> NUMBERS = List.of("0", "1", "2", "4", "9", "40", "-1", "+3");
  private static final Path RESOURCES = Path.of("src/test/resources").toAbsolutePath();

  private final Random random = new Random(Long.getLong("seed", 1L));
  private final List<String> values;

  private CommandLines(List<String> values) {
    this.values = values;
  }

  /** Without end; options are spamd's, sometimes misspelt, and their values some of these. */
  static Stream<List<String>> byLot(List<String> values) {
    CommandLines lines = new CommandLines(values);
    return Stream.generate(() -> lines.line(lines::word));
  }

  /** As {@link #byLot}, but nothing is misspelt, and what needs a value has one. */
  static Stream<List<String>> sensible(List<String> values) {
    CommandLines lines = new CommandLines(values);
    return Stream.generate(() -> lines.line(lines::option));
  }

  private List<String> line(Supplier<String> word) {
    return Stream.generate(word).limit(random.nextInt(MOST_WORDS)).toList();
  }

  private String option() {
    OptionSpec spec = any(OptionTable.STOCK);
    String name = any(spec.names());
    boolean isLetter = name.length() == 1;
    String value = spec.kind().isNumber() ? any(NUMBERS) : any(values);
    String no = spec.kind() == OptionSpec.Kind.NEGATABLE && random.nextInt(3) == 0 ? "no" : "";
    return (isLetter ? "-" : "--" + no)
        + name
        + (spec.kind().takesValue() ? (isLetter ? "" : "=") + value : "");
  }

  private String word() {
    return switch (random.nextInt(10)) {
      case 0, 1 -> any(values);
      case 2, 3, 4 -> "-" + letters() + (random.nextInt(3) == 0 ? any(values) : "");
      case 5 -> "+" + shortened();
      case 6, 7 -> "--" + shortened() + "=" + any(values);
      default -> "--" + shortened();
    };
  }

  private String letters() {
    List<String> all = names().filter(name -> name.length() == 1).toList();
    StringBuilder letters = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      letters.append(random.nextInt(20) == 0 ? "z" : any(all));
    }
    return letters.toString();
  }

  private String shortened() {
    String name = any(names().toList());
    String no = List.of("", "", "", "", "no", "no-", "NO").get(random.nextInt(7));
    int length = random.nextBoolean() ? name.length() : 1 + random.nextInt(name.length());
    String part = no + name.substring(0, length);
    return random.nextInt(8) == 0 ? part.toUpperCase(Locale.ROOT) : part;
  }

  private static Stream<String> names() {
    return OptionTable.STOCK.stream().flatMap(spec -> spec.names().stream());
  }

  private <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  /**
   * What the program says of each line.
   *
   * @param reference a file of the tests' resources, and its arguments
   */
  static List<String> read(List<List<String>> lines, String... reference)
      throws IOException, InterruptedException {
    Path input = Files.createTempFile("lines", ".txt");
    try (PrintStream out = new PrintStream(input.toFile(), UTF_8)) {
      lines.forEach(
          line -> out.println(";" + String.join(",", line.stream().map(w -> hex(w)).toList())));
    }
    List<String> command = new ArrayList<>(List.of("perl"));
    command.addAll(List.of(reference));
    command.set(1, RESOURCES.resolve(command.get(1)).toString());
    ProcessBuilder perl = new ProcessBuilder(command);
    perl.redirectInput(input.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
    perl.environment().remove("POSIXLY_CORRECT");
    Process process = perl.start();
    try (BufferedReader out = process.inputReader(UTF_8)) {
      List<String> said = out.lines().toList();
      assertEquals(0, process.waitFor());
      return said;
    } finally {
      process.destroyForcibly();
      Files.delete(input);
    }
  }

  static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(UTF_8));
  }
}
