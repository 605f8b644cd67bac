package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Finished;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The engine for spamd over TLS, asked by the real spamc, which ends its side before it reads. */
class EngineTlsTest {
  private static final int SPAM = 1;
  private static final int TIMES = 30;

  @RegisterExtension final Stage stage = new Stage();

  private Preforkd daemon;

  @BeforeEach
  void needsTheEngine() throws IOException {
    Engine.assumeThere();
    assertEquals(0, certificate("key.pem", "cert.pem").exitCode());
  }

  private Finished certificate(String key, String certificate) throws IOException {
    return Finished.run(
        ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
                + " -subj /CN=localhost -keyout @DIR@/%s -out @DIR@/%s")
            .formatted(key, certificate)
            .replace("@DIR@", stage.folder().toString())
            .split(" ", -1));
  }

  private void start(String... options) throws IOException {
    String[] all = new String[options.length + 3];
    all[0] = "--tls=secure";
    all[1] = "--server-key=@DIR@/key.pem";
    all[2] = "--server-cert=@DIR@/cert.pem";
    System.arraycopy(options, 0, all, 3, options.length);
    String listen =
        "[{name: plain, address: '127.0.0.1:@PORT@'}, {name: secure, address: '127.0.0.1:@TLS@'}]";
    String pool = Engine.pool(List.of("mode: static", "max: 2"), all);
    daemon = Engine.start(stage, pool.replace("listen: 127.0.0.1:@PORT@", "listen: " + listen));
  }

  private Finished spamc(String mail, String options) throws IOException {
    return Engine.spamc(stage, mail, "-d 127.0.0.1 -p " + daemon.port("TLS") + " --ssl " + options);
  }

  @Test
  void everyReplyArrives() throws IOException {
    start();
    for (int i = 0; i < TIMES; i++) {
      Finished done = spamc(Engine.SPAM, "-R");
      assertEquals(0, done.exitCode(), done.toString());
      assertTrue(done.output().contains("1000 GTUBE"), done.toString());
    }
    assertEquals(SPAM, spamc(Engine.SPAM + "x\n".repeat(100_000), "-c").exitCode());
    daemon.log().await("to port \\d+, fd 4, TLSv1_3/TLS_AES_256_GCM_SHA384");
  }

  @Test
  void whoIsLateWithTheHandshakeReadsNothingInPlainText() throws IOException {
    start("--timeout-tcp=1");
    try (Client silent = Client.to(daemon.port("TLS"))) {
      assertEquals("", silent.readAll());
      daemon.log().await("warn: spamd: timeout: \\(1 second socket timeout reading input");
    }
    assertEquals(SPAM, spamc(Engine.SPAM, "-c").exitCode());
  }

  @Test
  void theOtherListenerSpeaksPlainly() throws IOException {
    start();
    assertEquals("SPAMD/1.5 0 PONG\r\n", Engine.ask(daemon.port(), "PING SPAMC/1.2\r\n"));
    assertEquals(SPAM, spamc(Engine.SPAM, "-c").exitCode());
  }

  @Test
  void aSilentClientHoldsNobodyUp() throws IOException {
    start();
    try (Client silent = Client.to(daemon.port("TLS"))) {
      daemon.awaitWorkers("web", "busy", 1);
      assertEquals(SPAM, spamc(Engine.SPAM, "-c").exitCode());
      silent.send("x");
    }
  }

  @Test
  void whoDoesNotSpeakTlsIsLetGo() throws IOException {
    start();
    try (Client plain = Client.to(daemon.port("TLS"))) {
      plain.send("PING SPAMC/1.2\r\n\r\n").end();
      daemon.log().await("warn: spamd: TLS handshake failed");
    }
    assertEquals(SPAM, spamc(Engine.SPAM, "-c").exitCode());
  }

  @Test
  void clientsMayNeedCertificates() throws IOException {
    assertEquals(0, certificate("other-key.pem", "other.pem").exitCode());
    start("--ssl-ca-file=@DIR@/cert.pem");
    String folder = stage.folder().toString();
    String own = "--ssl-cert %1$s/cert.pem --ssl-key %1$s/key.pem".formatted(folder);
    assertEquals(SPAM, spamc(Engine.SPAM, "-c " + own).exitCode());
    String other = own.replace("/cert.pem", "/other.pem").replace("/key.pem", "/other-key.pem");
    assertTrue(spamc(Engine.SPAM, "-c " + other).exitCode() > SPAM);
    assertTrue(spamc(Engine.SPAM, "-c").exitCode() > SPAM);
    daemon.log().await(2, "warn: spamd: TLS handshake failed");
  }

  @Test
  void anUnknownListenerEndsThePool() throws IOException {
    start();
    daemon.stop();
    Preforkd other =
        stage.launch(
            Engine.pool(
                "--tls=nowhere", "--server-key=@DIR@/key.pem", "--server-cert=@DIR@/cert.pem"));
    other.log().await("--tls=nowhere: the pool has no listener of that name");
    assertTrue(other.exitCode() > 0);
  }
}
