package io.preforkd.system.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A browser without a screen, with one page; all that it writes is in the test's folder. */
public final class Chromium implements AutoCloseable {
  private static final String PROGRAM = "chromium";

  private final Process process;
  private final Path profile;
  private final DevTools page;

  private Chromium(Process process, Path profile) throws IOException, InterruptedException {
    this.process = process;
    this.profile = profile;
    // The first line of the file is the port that it has chosen.
    Path port = profile.resolve("DevToolsActivePort");
    Patience.until("the browser's port", () -> Files.exists(port) && !lines(port).isEmpty());
    HttpClient http = HttpClient.newHttpClient();
    URI list = URI.create("http://127.0.0.1:" + lines(port).get(0) + "/json/list");
    this.page = new DevTools(http, Patience.found("the browser's page", () -> pageOf(http, list)));
    List.of("Page", "Runtime", "Log", "Network").forEach(domain -> page.send(domain + ".enable"));
    // Or its end would be taken for that of the first page that is asked for.
    Patience.until("the empty page", () -> state().equals("complete"));
  }

  /** Starts one, or leaves the test out where there is none. */
  public static Chromium start(Stage stage) throws IOException, InterruptedException {
    Assumptions.assumeTrue(Finished.hasProgram(PROGRAM), PROGRAM + " is missing");
    Path profile = Files.createDirectory(stage.folder().resolve("browser"));
    ProcessBuilder builder =
        new ProcessBuilder(
            PROGRAM,
            "--headless=new",
            "--no-sandbox", // root has none
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-breakpad",
            "--no-first-run",
            "--allow-pre-commit-input", // keys that come before the first picture count
            "--no-proxy-server",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            "--remote-debugging-port=0",
            "--user-data-dir=" + profile,
            "about:blank");
    builder.environment().put("HOME", profile.toString());
    builder.environment().keySet().removeIf(name -> name.startsWith("XDG_"));
    builder.redirectErrorStream(true).redirectOutput(profile.resolve("output").toFile());
    Process process = builder.start();
    try {
      return new Chromium(process, profile);
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      end(process);
      throw e;
    }
  }

  private static Optional<URI> pageOf(HttpClient http, URI list) {
    HttpRequest request = HttpRequest.newBuilder(list).build();
    String targets = http.sendAsync(request, BodyHandlers.ofString()).join().body();
    for (JsonNode target : JsonMapper.shared().readTree(targets)) {
      if (target.path("type").asString().equals("page")) {
        return Optional.of(URI.create(target.path("webSocketDebuggerUrl").asString()));
      }
    }
    return Optional.empty();
  }

  private String state() {
    return evaluate("document.readyState").asString();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** A window of this width, in a scheme of {@code light} or {@code dark}. */
  public Chromium looks(int width, String scheme) {
    page.send(
        "Emulation.setDeviceMetricsOverride",
        object()
            .put("width", width)
            .put("height", 900)
            .put("deviceScaleFactor", 1)
            .put("mobile", width < 600));
    return prefers("prefers-color-scheme", scheme);
  }

  /** The user's system says so. */
  public Chromium prefers(String feature, String value) {
    ObjectNode media = object();
    media.putArray("features").addObject().put("name", feature).put("value", value);
    page.send("Emulation.setEmulatedMedia", media);
    return this;
  }

  public Chromium withoutScript() {
    page.send("Emulation.setScriptExecutionDisabled", object().put("value", true));
    return this;
  }

  /** Runs what the page's policy would not let run. */
  public Chromium bypassingPolicy() {
    page.send("Page.setBypassCSP", object().put("enabled", true));
    return this;
  }

  /** Runs this before the page's own script. */
  public Chromium preparedBy(String script) {
    page.send("Page.addScriptToEvaluateOnNewDocument", object().put("source", script));
    return this;
  }

  /** Loads a page, and waits until it is there; what was complained of before is forgotten. */
  public Chromium open(String address) {
    page.forgetEvents();
    page.send("Page.navigate", object().put("url", address));
    Patience.until(address, () -> !page.events("Page.loadEventFired").isEmpty());
    return this;
  }

  /** The value of an expression, or of what it promises. */
  public JsonNode evaluate(String expression) {
    JsonNode result =
        page.send(
            "Runtime.evaluate",
            object()
                .put("expression", expression)
                .put("awaitPromise", true)
                .put("returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + result.path("exceptionDetails"));
    }
    return result.path("result").path("value");
  }

  /** The markup of an element, also where no script runs. */
  public String markup(String selector) {
    int root = page.send("DOM.getDocument").path("root").path("nodeId").asInt();
    JsonNode found =
        page.send("DOM.querySelector", object().put("nodeId", root).put("selector", selector));
    return page.send("DOM.getOuterHTML", object().put("nodeId", found.path("nodeId").asInt()))
        .path("outerHTML")
        .asString();
  }

  /** Presses and lets go a key, as {@code Tab}; {@code text} is what it types, if it does. */
  public void press(String key, int code, String text) {
    for (String type : List.of("keyDown", "keyUp")) {
      ObjectNode event =
          object()
              .put("type", type)
              .put("key", key)
              .put("code", key)
              .put("windowsVirtualKeyCode", code);
      if (type.equals("keyDown") && !text.isEmpty()) {
        event.put("text", text);
      }
      page.send("Input.dispatchKeyEvent", event);
    }
  }

  /** What has been complained of since the page was opened: errors, and what the policy stopped. */
  public List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    page.events("Log.entryAdded").stream()
        .map(event -> event.path("entry"))
        .filter(entry -> !entry.path("level").asString().equals("verbose"))
        .forEach(entry -> complaints.add(entry.path("text").asString()));
    page.events("Runtime.exceptionThrown").forEach(event -> complaints.add(event.toString()));
    page.events("Runtime.consoleAPICalled").forEach(event -> complaints.add(event.toString()));
    return complaints;
  }

  /** The addresses that were asked since the page was opened. */
  public List<String> requests() {
    return page.events("Network.requestWillBeSent").stream()
        .map(event -> event.path("request").path("url").asString())
        .toList();
  }

  /** The serious and critical faults that axe-core finds in the page. */
  public JsonNode faults() throws IOException {
    String name = System.getProperty("preforkd.axe");
    try (InputStream axe = Chromium.class.getClassLoader().getResourceAsStream(name)) {
      evaluate(new String(axe.readAllBytes(), StandardCharsets.UTF_8) + ";true");
    }
    return evaluate(
        "axe.run().then(all => all.violations"
            + ".filter(one => ['serious', 'critical'].includes(one.impact))"
            + ".map(one => one.id + ': ' + one.nodes.map(node => node.html).join(' ')))");
  }

  /** Saves a picture of the whole page where the build's results are. */
  public Path picture(String name) throws IOException {
    Path folder = Files.createDirectories(Path.of(System.getProperty("preforkd.screenshots")));
    JsonNode picture =
        page.send("Page.captureScreenshot", object().put("captureBeyondViewport", true));
    byte[] bytes = Base64.getDecoder().decode(picture.path("data").asString());
    return Files.write(folder.resolve(name + ".png"), bytes);
  }

  @Override
  public void close() {
    page.close();
    end(process);
    deleteProfile();
  }

  private static void end(Process process) {
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    List<ProcessView> seen = all.stream().map(one -> new ProcessView(one.pid())).toList();
    Patience.until("the browser's end", () -> seen.stream().noneMatch(ProcessView::isAlive));
  }

  /** What its processes were about to write may have come meanwhile. */
  private void deleteProfile() {
    Patience.until("the browser's folder to be gone", this::isDeleted);
  }

  private boolean isDeleted() {
    try (Stream<Path> files = Files.walk(profile)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
      return true;
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }
}
