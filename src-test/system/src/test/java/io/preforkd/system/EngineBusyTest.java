package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.ProcessView;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The engine for spamd while a mail takes long, and does not listen to anybody. */
@Timeout(300)
class EngineBusyTest {
  private static final String MAIL = "X-Slow: yes\n" + Engine.HAM;

  /** A rule that computes until there is a file. */
  private static final String SLOW =
      """
      package Slow;
      use strict;
      use warnings;
      use Mail::SpamAssassin::Logger qw(info);
      our @ISA = qw(Mail::SpamAssassin::Plugin);

      sub new {
          my ($class, $sa) = @_;
          my $self = bless $class->SUPER::new($sa), $class;
          $self->register_eval_rule('is_slow');
          return $self;
      }

      sub is_slow {
          my ($self, $status) = @_;
          return 0 unless $status->get('X-Slow');
          info('slow: begins');
          1 until -e '@DIR@/go';
          return 1;
      }
      1;
      """;

  /** Field 19 of /proc/PID/stat. */
  private static final int NICE = 16;

  private static final int NICEST = 19;

  @RegisterExtension final Stage stage = new Stage();

  private Preforkd daemon;

  @BeforeEach
  void needsTheEngine() throws IOException {
    Engine.assumeThere();
  }

  private void start(String... options) throws IOException {
    stage.write("Slow.pm", SLOW.replace("@DIR@", stage.folder().toString()));
    String[] all = new String[options.length + 3];
    all[0] = "--pre=loadplugin Slow @DIR@/Slow.pm";
    all[1] = "--cf=full SLOW eval:is_slow()";
    all[2] = "--cf=score SLOW 1.5";
    System.arraycopy(options, 0, all, 3, options.length);
    daemon = Engine.start(stage, Engine.pool(all));
  }

  /** Returns when the rule runs. */
  private Client slow(int number) throws IOException {
    Client client = Client.to(daemon.port());
    client.send(Engine.request("SYMBOLS SPAMC/1.5", "", MAIL)).end();
    daemon.log().await(number, "slow: begins");
    return client;
  }

  @Test
  void letsThePortGoAndTheNextDaemonFirstWhenItsOwnIsKilled() throws IOException {
    start();
    try (Client client = slow(1)) {
      String pid = daemon.log().await("slot=0 gen=\\d+ pid=(\\d+) idle").group(1);
      ProcessView child = new ProcessView(Long.parseLong(pid));
      int nicer = Math.min(NICEST, niceness(child) + 10);
      daemon.signal("KILL");
      daemon.exitCode();
      Patience.until("the port to be free", () -> !Client.answers(daemon.port()));
      Patience.until("a nicer child", () -> niceness(child) == nicer);
      stage.write("go", "");
      assertTrue(client.readAll().endsWith(",SLOW"));
    }
  }

  private static int niceness(ProcessView process) {
    return Integer.parseInt(process.stat().get(NICE));
  }

  @Test
  void finishesTheMailWhenTheDaemonStops() throws IOException {
    start();
    try (Client client = slow(1)) {
      daemon.signal("TERM");
      daemon.log().await("ended: exit code 0 while idle");
      stage.write("go", "");
      assertTrue(client.readAll().endsWith(",SLOW"));
    }
  }

  @Test
  void endsRulesAtItsDeadline() throws IOException {
    start("--timeout-child=2");
    try (Client client = slow(1)) {
      String reply = client.readAll();
      assertTrue(reply.contains("TIME_LIMIT_EXCEEDED") || reply.contains("79 Timeout"), reply);
    }
    String next = Engine.ask(daemon.port(), Engine.request("CHECK SPAMC/1.5", "", Engine.SPAM));
    assertTrue(next.contains("Spam: True"), next);
  }

  @Test
  void losesNobodyAtAReload() throws IOException {
    start();
    try (Client client = slow(1)) {
      String other = Engine.pool("--cf=required_score 4");
      stage.rewrite(daemon, other);
      stage.control("reload");
      Patience.until("the new threshold", () -> threshold().equals("4.0"));
      stage.write("go", "");
      assertTrue(client.readAll().endsWith(",SLOW"));
    }
  }

  private String threshold() {
    try {
      String request = Engine.request("CHECK SPAMC/1.5", "", Engine.HAM);
      return Engine.ask(daemon.port(), request).replaceAll("(?s).* / (\\S+)\\s*", "$1");
    } catch (IOException e) {
      throw new AssertionError("a reply is lost", e);
    }
  }
}
