/**
 * What an operator may set: the table of keys, the reader, and the settings that the server gets.
 *
 * <p>Three rooms, by name:
 *
 * <ul>
 *   <li>for others: {@link io.preforkd.config.ConfigReader} gives a {@link
 *       io.preforkd.config.LoadedConfig} with {@link io.preforkd.config.DaemonSettings}, {@link
 *       io.preforkd.config.Fault}s and the {@link io.preforkd.config.EffectiveConfig}; {@link
 *       io.preforkd.config.JsonSchema} is the schema. All else is private to the package.
 *   <li>the table: the classes named {@code ...Keys} hold each key once, with its type, default and
 *       sentence. Types read, print and describe values of one form. To add a key is to add a row
 *       there, its component in the record, and its lines in {@code preforkd.yaml}; tests name
 *       whatever is forgotten.
 *   <li>the rules: the classes named {@code ...Rules} check keys against each other and against
 *       files, which no schema can.
 * </ul>
 *
 * <p>May import the JDK, Jackson and {@link io.preforkd.config.yaml}; nothing else.
 */
package io.preforkd.config;
