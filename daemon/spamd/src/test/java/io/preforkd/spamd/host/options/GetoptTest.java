package io.preforkd.spamd.host.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@link ReferenceParserTest} finds by chance stands here by name. */
class GetoptTest {
  private static Arguments read(String line) {
    return Arguments.of(line.isEmpty() ? List.of() : Arrays.asList(line.split(" ", -1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "-d                      | daemonize=1",
        "-dm5                    | daemonize=1 max-children=5",
        "-m5d                    | daemonize=1 max-children=5",
        "-m 5 -m 7               | max-children=7",
        "--max-children=5        | max-children=5",
        "--MAX-CHILD 5           | max-children=5",
        "--nodaemonize           | daemonize=0",
        "-d --no-daemonize       | daemonize=0",
        "-x                      | user-config=0",
        "--user-config -x        | user-config=0",
        "-D                      | debug=",
        "-D -d                   | daemonize=1 debug=",
        "-D rules,info           | debug=rules,info",
        "-Dd                     | debug=d",
        "--debug=spf             | debug=spf",
        "-H /var/lib             | helper-home-dir=/var/lib",
        "-i -i 10.0.0.1:783      | listen[]= listen[]=10.0.0.1:783",
        "-A 10. -A192.168.,::1   | allowed-ips[]=10. allowed-ips[]=192.168.,::1",
        "--listen-i=ssl:*        | listen[]=ssl:*",
        "--ipv                   | ipv4-only=1 ipv6-only=0",
        "-46                     | ipv4-only=0 ipv6-only=1",
        "-u root -- -d           | username=root",
        "word -d another         | daemonize=1",
        "--D                     | daemonize=1",
        "--lo                    | error",
        "-z                      | error",
        "-m many                 | error",
        "--local=1               | error",
        "--port                  | error"
      })
  void readsAsGetoptLongDoes(String line, String expected) {
    Arguments read = read(line.strip());
    String all = read.complaints().isEmpty() ? String.join(" ", read.all()) : "error";
    assertEquals(expected, all, read.complaints().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--ma=5    | Option ma is ambiguous (max-children, max-conn-per-child, max-spare)",
        "--bogus   | Unknown option: bogus",
        "-z        | Unknown option: z",
        "--port=   | Option port requires an argument",
        "-m x      | Value \"x\" invalid for option m (number expected)"
      })
  void complainsInItsWords(String line, String complaint) {
    assertEquals(List.of(complaint), read(line.strip()).complaints());
  }

  @Test
  void anOptionThatIsGoneEndsTheReading() {
    assertEquals("-F", read("-F1 --bogus").removed().orElseThrow());
    assertEquals("--add-from", read("--noadd-from").removed().orElseThrow());
    assertEquals(List.of(), read("-F1 --bogus").complaints());
  }

  @Test
  void ourOwnOptionShortensNoName() {
    assertTrue(read("--dump-config").has("dump-config"));
    assertEquals(List.of("Unknown option: dump"), read("--dump").complaints());
  }
}
