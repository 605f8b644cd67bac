package io.preforkd.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema accepts all that the reader accepts, and rejects what a schema can. */
final class SchemaTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max: ${MAX:-3}",
        "self-accept: ${SELF:-false}",
        "umask: \"0077\"",
        "umask: 0077",
        "kill-after: 0",
        "limits: {nofile: unlimited, core: 0, as: 1024}",
        "environment: {PORT: 8080, ON: true, RATE: 1.5, PRICE: 3$$}",
        "directory: 7",
        "user: 1000",
        "mode: static",
        "mode: on-demand"
      })
  void whatTheReaderAcceptsTheSchemaAccepts(String line) {
    accepted(Configuration.pool(line));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'*:80'",
        "'[::]:80'",
        "0.0.0.0:80",
        "localhost:80",
        "unix:/run/x.sock",
        "unix:@name",
        "systemd:web",
        "[a:80, 'unix:@b']",
        "{address: a:80}",
        "[{address: 'unix:/a b', mode: 0660}]",
        "${WHERE:-a:80}"
      })
  void everyFormOfAListenerIsAccepted(String listen) {
    accepted(Configuration.pool().replace("127.0.0.1:80", listen));
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "{listen: off}", "{}", "localhost:9", "{listen: '*:9'}"})
  void everyFormOfTheAdminListenerIsAccepted(String admin) {
    accepted("admin: " + admin + "\n" + Configuration.POOL);
  }

  @Test
  void aDocumentWithEveryKeyIsAccepted() {
    assertEquals(List.of(), Schema.errors(Documents.EVERY_KEY));
    assertEquals(List.of(), Schema.errors(Documents.INCLUDED));
  }

  @Test
  void theReferenceIsAccepted() throws IOException {
    assertEquals(List.of(), Schema.errors(Files.readString(Path.of("preforkd.yaml"))));
  }

  @Test
  void randomDocumentsThatTheReaderAcceptsAreAccepted() {
    long seed = Long.getLong("seed", 1);
    RandomDocument documents = new RandomDocument(new Random(seed));
    for (int i = 0; i < 300; i++) {
      String text = documents.next();
      assertEquals(
          List.of(), new Configuration(directory).faults(text), () -> "seed " + seed + "\n" + text);
      assertEquals(List.of(), Schema.errors(text), () -> "seed " + seed + "\n" + text);
    }
  }

  private void accepted(String text) {
    assertEquals(List.of(), new Configuration(directory).faults(text));
    assertEquals(List.of(), Schema.errors(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "min-sparse: 2",
        "max: 0",
        "max: three",
        "max: \"3\"",
        "max: [3]",
        "max:",
        "kill-after: 5",
        "kill-after: 5 s",
        "mode: dinamic",
        "self-accept: maybe",
        "umask: \"9\"",
        "limits: {nofile: many}",
        "limits: {files: 5}",
        "environment: {A-B: c}",
        "environment: {A: [c]}",
        "pass-environment: [A=B]",
        "user: a b",
        "may-listen: ['localhost:80']",
        "may-listen: ['systemd:web']"
      })
  void whatASchemaCanSeeIsRejectedByBoth(String line) {
    String text = Configuration.pool(line);
    assertFalse(Schema.errors(text).isEmpty());
    assertFalse(new Configuration(directory).faults(text).isEmpty());
  }

  @Test
  void aMissingKeyIsRejectedByBoth() {
    String text = "pools: [{name: web}]";
    assertFalse(Schema.errors(text).isEmpty());
    assertFalse(new Configuration(directory).faults(text).isEmpty());
  }

  @Test
  void everyKeyHasItsSentence() {
    assertEquals(
        PoolKeys.MIN_SPARE.description(),
        Schema.tree().at("/properties/pools/items/properties/min-spare/description").asString());
    assertEquals(16, Schema.tree().at("/properties/pools/items/properties/max/default").asInt());
  }
}
