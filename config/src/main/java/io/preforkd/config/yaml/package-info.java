/**
 * A YAML file as a tree whose every node knows its place.
 *
 * <p>Here lives the grammar of the files and nothing of their meaning: what is refused here is
 * refused whatever the keys are (bad syntax, duplicate keys, tags, several documents, files or
 * trees that are too large). May import the JDK and snakeyaml-engine; no other package imports
 * snakeyaml-engine.
 */
package io.preforkd.config.yaml;
