package io.preforkd.spamd.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictTest {
  private static final Verdict HAM = Verdict.of(1, 5, List.of());

  @ParameterizedTest
  @CsvSource({
    "'A: b\n\nbody\n', '', 'A: b\n\nbody\n'",
    "'Return-Path: <x>\n y\nA: b\n\nbody', 'Return-Path: <x>\n y\n', 'A: b\n\nbody'",
    "'From x@y Sun Nov 22 08:00:00 2026\nA: b\n\n', 'From x@y Sun Nov 22 08:00:00 2026\n', 'A: b\n\n'",
    "'X-Spam-Flag: NO\nA: b\nx-spam-status: No\n more\nB: c\n\nX-Spam-Body: 1\n', '', 'A: b\nB: c\n\nX-Spam-Body: 1\n'",
    "'X-Spam-Prev-Subject: x\n\n', '', 'X-Spam-Prev-Subject: x\n\n'",
    "'A: b\n', '', 'A: b\n\n'",
    "'', '', '\n'",
    "'\n', '', '\n'",
    "'\nbody', '', '\nbody'",
  })
  void marksTheMessageAtItsTop(String mail, String before, String after) {
    String marked = marked(HAM, mail);
    assertTrue(marked.startsWith(before + "X-Spam-Checker-Version: preforkd-spamd "), marked);
    assertEquals(
        after, marked.substring(marked.indexOf("version=") + "version=unknown\n".length()));
  }

  @Test
  void takesTheLineEndsOfTheMessage() {
    String marked = marked(HAM, "A: b\r\nX-Spam-Level: *\r\n\r\nbody\r\n");
    assertTrue(marked.endsWith("version=unknown\r\nA: b\r\n\r\nbody\r\n"), marked);
    assertEquals(marked, marked.replaceAll("\r?\n", "\r\n"));
  }

  @Test
  void saysWhatIsFound() {
    String marked = marked(Verdict.of(1000, 5, List.of("GTUBE", "OTHER")), "A: b\n\n");
    assertTrue(marked.contains("\nX-Spam-Flag: YES\nX-Spam-Level: " + "*".repeat(50) + "\n"));
    assertTrue(
        marked.contains(
            "\nX-Spam-Status: Yes, score=1000.0 required=5.0\n\ttests=GTUBE,OTHER\n\t"));
    assertTrue(
        marked(HAM, "\n").contains("\nX-Spam-Status: No, score=1.0 required=5.0\n\ttests=none\n"));
    assertFalse(marked(HAM, "\n").contains("X-Spam-Flag"));
  }

  @Test
  void foldsLongLists() {
    Verdict verdict = Verdict.of(1, 5, Collections.nCopies(100, "SOME_LONGER_SYMBOL"));
    String marked = marked(verdict, "\n");
    assertTrue(marked.lines().allMatch(line -> line.length() < 100), marked);
    assertEquals(99, marked.chars().filter(c -> c == ',').count() - 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A,B", "A B", "A\r\nX: y", "\u00c4"})
  void refusesSymbolsThatWouldBreakTheProtocol(String symbol) {
    assertThrows(IllegalArgumentException.class, () -> Verdict.of(0, 5, List.of(symbol)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void refusesScoresThatAreNone(double score) {
    assertThrows(IllegalArgumentException.class, () -> Verdict.of(score, 5, List.of()));
    assertThrows(IllegalArgumentException.class, () -> Verdict.of(0, score, List.of()));
  }

  private static String marked(Verdict verdict, String mail) {
    ByteBuffer bytes = ByteBuffer.wrap(mail.getBytes(StandardCharsets.ISO_8859_1));
    StringBuilder marked = new StringBuilder();
    for (ByteBuffer part : verdict.rewritten(new Message(bytes, "", OptionalLong.empty()))) {
      marked.append(StandardCharsets.ISO_8859_1.decode(part));
    }
    return marked.toString();
  }
}
