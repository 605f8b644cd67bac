package io.preforkd.spamd.host.options;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against Getopt::Long itself, told the same options, and against the spamd that is installed. */
@Timeout(120)
class ReferenceParserTest {
  private static final int LINES = 5_000;
  private static final int MOST_WORDS = 7;
  private static final Path STOCK = Path.of("/usr/sbin/spamd");
  private static final Path REFERENCE = Path.of("src/test/resources/getopt.pl").toAbsolutePath();

  private static final List<String> VALUES =
      List.of("5", "-5", "+7", "1_000", "x", "", "=", "=5", "a=b", "-", "--", "+", "::1", "/a b");

  @BeforeEach
  void needsPerl() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "perl");
  }

  @Test
  void readsRandomCommandLinesAsGetoptLongDoes() throws IOException, InterruptedException {
    Random random = new Random(Long.getLong("seed", 1L));
    List<List<String>> lines = Stream.generate(() -> line(random)).limit(LINES).toList();
    List<String> expected = reference(lines);
    assertEquals(LINES, expected.size());
    for (int i = 0; i < LINES; i++) {
      assertEquals(expected.get(i), ours(lines.get(i)), lines.get(i).toString());
    }
  }

  private static List<String> line(Random random) {
    return Stream.generate(() -> word(random)).limit(random.nextInt(MOST_WORDS)).toList();
  }

  private static String word(Random random) {
    return switch (random.nextInt(10)) {
      case 0, 1 -> any(random, VALUES);
      case 2, 3, 4 -> "-" + letters(random) + (random.nextInt(3) == 0 ? any(random, VALUES) : "");
      case 5 -> "+" + shortened(random);
      case 6, 7 -> "--" + shortened(random) + "=" + any(random, VALUES);
      default -> "--" + shortened(random);
    };
  }

  private static String letters(Random random) {
    List<String> all = names().filter(name -> name.length() == 1).toList();
    StringBuilder letters = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      letters.append(random.nextInt(20) == 0 ? "z" : any(random, all));
    }
    return letters.toString();
  }

  private static String shortened(Random random) {
    String name = any(random, names().toList());
    String no = List.of("", "", "", "", "no", "no-", "NO").get(random.nextInt(7));
    int length = random.nextBoolean() ? name.length() : 1 + random.nextInt(name.length());
    String part = no + name.substring(0, length);
    return random.nextInt(8) == 0 ? part.toUpperCase(java.util.Locale.ROOT) : part;
  }

  private static Stream<String> names() {
    return OptionTable.STOCK.stream().flatMap(spec -> spec.names().stream());
  }

  private static String any(Random random, List<String> all) {
    return all.get(random.nextInt(all.size()));
  }

  private static String ours(List<String> line) {
    Arguments read = Arguments.of(line);
    if (read.removed().isPresent()) {
      return "2";
    }
    return read.complaints().isEmpty() ? said(0, read.all()) : said(64, read.complaints());
  }

  private static String said(int code, List<String> texts) {
    List<String> words = new ArrayList<>(List.of(Integer.toString(code)));
    texts.forEach(text -> words.add(hex(text)));
    return String.join(" ", words);
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(UTF_8));
  }

  private static List<String> reference(List<List<String>> lines)
      throws IOException, InterruptedException {
    Path input = Files.createTempFile("lines", ".txt");
    try (PrintStream out = new PrintStream(input.toFile(), UTF_8)) {
      lines.forEach(
          line -> out.println(";" + String.join(",", line.stream().map(w -> hex(w)).toList())));
    }
    ProcessBuilder perl = new ProcessBuilder("perl", REFERENCE.toString());
    perl.redirectInput(input.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
    perl.environment().remove("POSIXLY_CORRECT");
    Process process = perl.start();
    try (BufferedReader out = process.inputReader(UTF_8)) {
      List<String> said = out.lines().toList();
      assertEquals(0, process.waitFor());
      return said;
    } finally {
      Files.delete(input);
    }
  }

  @Test
  void knowsTheOptionsOfTheSpamdThatIsInstalled() throws IOException {
    assumeTrue(Files.isReadable(STOCK), "package spamd");
    String text = Files.readString(STOCK, java.nio.charset.StandardCharsets.ISO_8859_1);
    String table =
        text.substring(text.indexOf("GetOptions("), text.indexOf("print_usage_and_exit();"));
    TreeSet<String> theirs = new TreeSet<>();
    Pattern.compile("^ +'([^']+)' *=>", Pattern.MULTILINE)
        .matcher(table)
        .results()
        .forEach(entry -> theirs.add(OptionSpec.of(entry.group(1)).toString()));
    TreeSet<String> ours = new TreeSet<>();
    OptionTable.STOCK.forEach(spec -> ours.add(spec.toString()));
    assertEquals(String.join("\n", theirs), String.join("\n", ours));
  }
}
