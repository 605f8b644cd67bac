package io.preforkd.spamd.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.spamd.scan.Message;
import io.preforkd.spamd.scan.Verdict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesTest {
  private static final String GTUBE =
      "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";

  @TempDir Path folder;

  @Test
  void itsOwnRulesTellSpamFromHam() throws Exception {
    assertEquals(List.of(), scan(Map.of(), "From: a@b\nSubject: Lunch?\n\nAt one.\n").symbols());
    Verdict spam =
        scan(
            Map.of(),
            "From: Bank\nSubject: You win 5 MILLION DOLLARS\n\nYour next of kin http://10.0.0.1/x\n");
    assertEquals(
        List.of("ADVANCE_FEE", "FROM_NO_ADDRESS", "SUBJ_MONEY", "URI_NUMERIC"), spam.symbols());
    assertTrue(spam.isSpam());
    assertEquals(7, spam.score());
  }

  @Test
  void findsGtubeWhateverTheRulesAre() throws Exception {
    Verdict verdict = scan(rules("# none\n"), "Subject: x\n\n" + GTUBE + "\n");
    assertEquals(List.of("GTUBE"), verdict.symbols());
    assertEquals(
        """
        Content analysis details:   (1000.0 points, 5.0 required)

         pts rule name              description
        ---- ---------------------- --------------------------------------------------
        1000 GTUBE                  Generic Test for Unsolicited Bulk Email

        """,
        verdict.report());
  }

  @Test
  void addsUpWhatIsFoundOnce() throws Exception {
    Map<String, String> rules =
        rules(
            """
            header H Subject =~ /b.g/i
            score H 1.5
            header E exists:X-E
            score E -4
            full F /^\\x{e9}$/m
            full N /not there/
            required_score -1
            """);
    Verdict verdict = scan(rules, "subject: BIG\nSUBJECT: bag\nX-E:\n\n\u00e9\n");
    assertEquals(List.of("E", "F", "H"), verdict.symbols());
    assertEquals(-1.5, verdict.score());
    assertEquals(-1, verdict.threshold());
  }

  @Test
  void theSettingIsAboveTheFile() throws Exception {
    Map<String, String> settings = Map.of("threshold", "7.5");
    assertEquals(7.5, scan(settings, "\n").threshold());
  }

  @Test
  void looksAtTheBeginningOfLargeMails() throws Exception {
    Map<String, String> settings = Map.of("scan-size", "100");
    assertEquals(List.of("GTUBE"), scan(settings, "Subject: x\n\n" + GTUBE).symbols());
    assertEquals(List.of(), scan(settings, "Subject: x\n\n" + "x".repeat(40) + GTUBE).symbols());
  }

  @ParameterizedTest
  @CsvSource({
    "'nonsense', '\"nonsense\" is no rule; give header, full'",
    "'body A /x/', '\"body\" is unknown; give header, full'",
    "'full A-B /x/', '\"A-B\" is no name'",
    "'full A x', '\"x\" is no expression; give /expression/'",
    "'full A /x/q', 'there are other flags in q; give some of i, m and s'",
    "'full A /(?=x)/', 'invalid or unsupported Perl syntax: (?='",
    "'header A Subject /x/', 'a header rule is: header NAME'",
    "'header A exists:', '\"\" is no header field'",
    "'score A 1', 'there is no rule A above this line'",
    "'describe A 1', 'there is no rule A above this line'",
    "'required_score five', 'required_score: \"five\" is wrong; give points'",
  })
  void namesFileLineAndRemedy(String line, String fault) throws Exception {
    Map<String, String> settings = rules("# first\n" + line + "\nfull GOOD /x/\nscore GOOD x\n");
    String message =
        assertThrows(IllegalArgumentException.class, () -> scan(settings, "")).getMessage();
    String file = settings.get("rules");
    assertTrue(message.startsWith(file + ":2: " + fault), message);
    assertTrue(message.contains("\n" + file + ":4: score: \"x\" is wrong; give points"), message);
  }

  @Test
  void refusesOneNameForTwoRules() throws Exception {
    Map<String, String> settings = rules("full A /x/\nfull A /y/\n");
    String message =
        assertThrows(IllegalArgumentException.class, () -> scan(settings, "")).getMessage();
    assertTrue(message.contains(":2: there is a rule A above"), message);
  }

  @ParameterizedTest
  @CsvSource({
    "rules, /no/such/file, rules: /no/such/file cannot be read: ",
    "threshold, five, 'threshold: \"five\" is wrong; give points'",
    "scan-size, 0, 'scan-size: \"0\" is wrong; give a size'",
    "colour, blue, there is no setting colour; the scanner's are rules",
  })
  void refusesSettingsThatItDoesNotKnow(String key, String value, String fault) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> scan(Map.of(key, value), ""))
            .getMessage();
    assertTrue(message.startsWith(fault), message);
  }

  @Test
  void endsWhenItIsInterrupted() throws Exception {
    Thread.currentThread().interrupt();
    try {
      assertThrows(IllegalStateException.class, () -> scan(rules("full A /x+y/\n"), "x".repeat(9)));
    } finally {
      assertTrue(Thread.interrupted());
    }
  }

  private Map<String, String> rules(String text) throws Exception {
    Path file = folder.resolve("my.rules");
    return Map.of("rules", Files.writeString(file, text, StandardCharsets.UTF_8).toString());
  }

  private static Verdict scan(Map<String, String> settings, String mail) throws Exception {
    RulesScanner scanner = new RulesScanner();
    scanner.start(settings);
    ByteBuffer bytes = ByteBuffer.wrap(mail.getBytes(StandardCharsets.ISO_8859_1));
    return scanner.scan(new Message(bytes, "joe", OptionalLong.empty()));
  }
}
