package io.preforkd.config.yaml;

import io.preforkd.config.yaml.YamlNode.Entry;
import io.preforkd.config.yaml.YamlNode.Items;
import io.preforkd.config.yaml.YamlNode.Mapping;
import io.preforkd.config.yaml.YamlNode.Scalar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/**
 * Makes the tree of one document out of the parser's events.
 *
 * <p>Depth and size are capped while the tree is built, not afterwards: a deep file would overflow
 * the stack and a few aliases of aliases would fill the memory before anyone could look at the
 * result. An alias costs as much as what it stands for.
 */
final class TreeBuilder {
  private static final int MAX_DEPTH = 30;
  private static final int MAX_NODES = 100_000;

  private final EventStream events;
  private final Map<Anchor, Anchored> anchors = new HashMap<>();
  private int nodes;
  private int depth;

  /** What an anchor names, and how many nodes that is. */
  private record Anchored(YamlNode node, int size) {}

  private TreeBuilder(EventStream events) {
    this.events = events;
  }

  static YamlNode build(Path file, String text) throws YamlException {
    EventStream events = new EventStream(file, text);
    events.skip(Event.ID.StreamStart);
    if (events.peek().getEventId() == Event.ID.StreamEnd) {
      throw new YamlException(
          Place.wholeOf(file),
          "is empty",
          "config/preforkd.yaml of the distribution is a beginning");
    }
    events.skip(Event.ID.DocumentStart);
    YamlNode root = new TreeBuilder(events).node();
    events.skip(Event.ID.DocumentEnd);
    refuseAnotherDocument(events);
    return root;
  }

  private static void refuseAnotherDocument(EventStream events) throws YamlException {
    if (events.peek().getEventId() != Event.ID.StreamEnd) {
      throw new YamlException(
          events.place(events.peek()),
          "a second document begins here",
          "one file holds one document");
    }
  }

  private YamlNode node() throws YamlException {
    Event event = events.next();
    if (event instanceof AliasEvent alias) {
      return alias(alias);
    }
    int before = nodes;
    count(event, 1);
    YamlNode node = content(event);
    ((NodeEvent) event)
        .getAnchor()
        .ifPresent(anchor -> anchors.put(anchor, new Anchored(node, nodes - before)));
    return node;
  }

  private YamlNode alias(AliasEvent event) throws YamlException {
    // An anchor is known only when its node is complete, so that a node cannot contain itself.
    Anchored anchored = anchors.get(event.getAlias());
    if (anchored == null) {
      throw new YamlException(
          events.place(event),
          "nothing above is named by the anchor &" + event.getAlias().getValue(),
          "a text that begins with * needs quotes");
    }
    count(event, anchored.size());
    return anchored.node();
  }

  private void count(Event event, int more) throws YamlException {
    nodes += more;
    if (nodes > MAX_NODES) {
      throw new YamlException(
          events.place(event),
          "the file has more than " + MAX_NODES + " values, aliases counted in full",
          "use fewer aliases");
    }
  }

  private YamlNode content(Event event) throws YamlException {
    if (event instanceof ScalarEvent scalar) {
      refuseTag(event, scalar.getTag());
      return new Scalar(events.place(event), scalar.getValue(), !scalar.isPlain());
    }
    refuseTag(event, ((CollectionStartEvent) event).getTag());
    if (++depth > MAX_DEPTH) {
      throw new YamlException(events.place(event), "nested deeper than " + MAX_DEPTH, "");
    }
    YamlNode node = event.getEventId() == Event.ID.MappingStart ? mapping(event) : items(event);
    depth--;
    return node;
  }

  private void refuseTag(Event event, Optional<String> tag) throws YamlException {
    if (tag.isPresent()) {
      throw new YamlException(
          events.place(event),
          "tags are not used here: " + tag.get(),
          "a text that begins with ! needs quotes");
    }
  }

  private Items items(Event start) throws YamlException {
    List<YamlNode> items = new ArrayList<>();
    while (!events.skipped(Event.ID.SequenceEnd)) {
      items.add(node());
    }
    return new Items(events.place(start), items);
  }

  private Mapping mapping(Event start) throws YamlException {
    List<Entry> entries = new ArrayList<>();
    while (!events.skipped(Event.ID.MappingEnd)) {
      Place place = events.place(events.peek());
      entries.add(new Entry(place, key(place), node()));
    }
    return new Mapping(events.place(start), entries);
  }

  private String key(Place place) throws YamlException {
    if (node() instanceof Scalar scalar && !scalar.isNull()) {
      return scalar.text();
    }
    throw new YamlException(place, "a key is missing, or is no plain text", "write KEY: VALUE");
  }
}
