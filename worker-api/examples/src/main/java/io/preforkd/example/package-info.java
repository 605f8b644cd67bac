/** Workers to start from. Imports the worker APIs and the JDK. */
package io.preforkd.example;
