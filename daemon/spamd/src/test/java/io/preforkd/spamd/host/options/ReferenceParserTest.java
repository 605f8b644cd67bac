package io.preforkd.spamd.host.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against Getopt::Long itself, told the same options, and against the spamd that is installed. */
@Timeout(120)
class ReferenceParserTest {
  private static final int LINES = 5_000;
  private static final Path STOCK = Path.of("/usr/sbin/spamd");

  private static final List<String> VALUES =
      List.of("5", "-5", "+7", "1_000", "x", "", "=", "=5", "a=b", "-", "--", "+", "::1", "/a b");

  @BeforeEach
  void needsPerl() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "perl");
  }

  @Test
  void readsRandomCommandLinesAsGetoptLongDoes() throws IOException, InterruptedException {
    List<List<String>> lines = CommandLines.byLot(VALUES).limit(LINES).toList();
    List<String> expected = CommandLines.read(lines, "getopt.pl");
    assertEquals(LINES, expected.size());
    for (int i = 0; i < LINES; i++) {
      assertEquals(expected.get(i), ours(lines.get(i)), lines.get(i).toString());
    }
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
    texts.forEach(text -> words.add(CommandLines.hex(text)));
    return String.join(" ", words);
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
