package io.preforkd.spamd.host.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpamdOptionsTest {
  private static SpamdOptions options(String line) throws WrongOption {
    List<String> words = line.isEmpty() ? List.of() : List.of(line.split(" ", -1));
    return SpamdOptions.of(Arguments.of(words), FakeSurroundings.PLAIN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"\"                      | TCP [::1]:783 127.0.0.1:783",
        "-4                        | TCP 127.0.0.1:783",
        "-6                        | TCP [::1]:783",
        "-i                        | TCP [::]:783 0.0.0.0:783",
        "-i * -p 784               | TCP [::]:784 0.0.0.0:784",
        "-i :784                   | TCP [::1]:784 127.0.0.1:784",
        "-i 127.0.0.1:784          | TCP 127.0.0.1:784",
        "-i [::1]:784              | TCP [::1]:784",
        "-i ::1                    | TCP [::1]:783",
        "-i 0                      | TCP [::1]:783 127.0.0.1:783",
        "-i [0]:784                | TCP [::1]:784 127.0.0.1:784",
        "-4 -i ssl:0:784           | TLS 127.0.0.1:784",
        "-i mail.example           | TCP 192.0.2.1:783 [2001:db8::1]:783",
        "-4 -i mail.example        | TCP 192.0.2.1:783",
        "-i 127.0.0.1:spamd        | TCP 127.0.0.1:783",
        "-i ssl:127.0.0.1:784      | TLS 127.0.0.1:784",
        "--ssl -i 127.0.0.1        | TLS 127.0.0.1:783",
        "--ssl-port 785 -4         | TLS 127.0.0.1:785",
        "--ssl-port 785 -p 784 -4  | TLS 127.0.0.1:785",
        "--ssl-ca-file /x -4       | TLS 127.0.0.1:783",
        "-i /run/s                 | UNIX /run/s",
        "--socketpath s            | UNIX /caller/s",
        "-i /run/s -i 127.0.0.1    | UNIX /run/s TCP 127.0.0.1:783"
      })
  void listensWhereSpamdDoes(String line, String expected) throws WrongOption {
    String all =
        options(line.strip()).listen().stream()
            .map(spec -> spec.kind() + " " + String.join(" ", spec.sockets()))
            .collect(Collectors.joining(" "));
    assertEquals(expected, all);
  }

  @ParameterizedTest
  @CsvSource({
    "-i no.such.host, no valid address for a listen socket",
    "-4 -i ::1, no valid address for a listen socket",
    "-i 127.0.0.1:nonsense, invalid port: nonsense",
    "-p 65536, invalid port: 65536",
    "-i x:y:z, invalid socket specification syntax",
    "--vpopmail, cannot use --vpopmail without -u",
    "--virtual-config-dir=/x, cannot use --virtual-config-dir without -u",
    "-q, cannot use --sql-config without -u",
    "--ldap-config, cannot use --ldap-config without -u",
    "-u stranger, unable to determine home directory for user 'stranger'",
    "'-u ', unable to determine home directory for user",
    "--pidfile=\uFFFD, --pidfile: the locale has no such letters",
    "--cf=\uFFFD, --cf: the locale has no such letters",
    "--socketmode 9, --socketmode 9 is no octal number"
  })
  void saysWhatMakesNoSense(String line, String message) {
    WrongOption wrong = assertThrows(WrongOption.class, () -> options(line));
    assertEquals(message, wrong.getMessage().substring(0, message.length()));
  }

  @Test
  void usersOfTheirOwnNeedNoneThatTheyShare() throws WrongOption {
    assertEquals(Optional.empty(), options("-qQ").user());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"\"                                | 2..5 1..2",
        "-m 1                                | 1..1 1..1",
        "-m 50                               | 2..50 1..2",
        "-m 50 --max-spare 10                | 10..50 1..10",
        "-m 5 --min-children 4               | 4..5 1..2",
        "-m 2 --min-children 4               | 4..4 1..2",
        "--min-spare 9                       | 5..5 4..5",
        "--min-spare 3                       | 4..5 3..4",
        "--min-spare -3 --max-spare 0        | 1..5 0..0",
        "-m 0                                | 2..5 1..2",
        "--round-robin --min-children 8      | 5..5 1..2",
        "-m 99999 --max-spare 99999          | 32768..32768 1..32768"
      })
  void startsAndKeepsAsManyAsSpamdDoes(String line, String expected) throws WrongOption {
    Sizes sizes = options(line.strip()).sizes();
    String all =
        sizes.min() + ".." + sizes.max() + " " + sizes.minSpare() + ".." + sizes.maxSpare();
    assertEquals(expected, all);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"\"                          | mail unix",
        "-s local3                     | local3 unix",
        "-s LOCAL3                     | file file /caller/LOCAL3",
        "-s stderr                     | stderr unix",
        "-s null                       | null unix",
        "-s file                       | file file /caller/spamd.log",
        "-s /var/log/x                 | file file /var/log/x",
        "-s x.log -s mail              | mail unix",
        "--syslog-socket NONE          | stderr none",
        "--syslog-socket inet          | mail inet",
        "--syslog-socket file          | file file /caller/spamd.log"
      })
  void logsWhereSpamdDoes(String line, String expected) throws WrongOption {
    LogPlace log = options(line.strip()).log();
    String file = log.file().map(path -> " " + path).orElse("");
    assertEquals(expected, log.facility() + " " + log.socket() + file);
  }

  @Test
  void makesPathsAbsolute() throws WrongOption {
    SpamdOptions options = options("-r run/pid --server-key k.pem --server-cert /c.pem");
    assertEquals(Optional.of(Path.of("/caller/run/pid")), options.pidFile());
    assertEquals(Path.of("/caller/k.pem"), options.key());
    assertEquals(Path.of("/c.pem"), options.certificate());
  }

  @ParameterizedTest
  @CsvSource({"-H, /root", "'', /root", "-u filter, /home/filter", "-u filter -H, /home/filter"})
  void knowsTheHomeOfHelpers(String line, String home) throws WrongOption {
    assertEquals(Optional.of(Path.of(home)), options(line).home());
  }

  @ParameterizedTest
  @CsvSource({"'', 30, 300", "-T0 -t0, 0, 0", "-T -5 -t 7, 30, 7"})
  void knowsTheTimes(String line, long tcp, long child) throws WrongOption {
    SpamdOptions options = options(line);
    assertEquals(tcp, options.timeoutTcp().toSeconds());
    assertEquals(child, options.timeoutChild().toSeconds());
  }
}
