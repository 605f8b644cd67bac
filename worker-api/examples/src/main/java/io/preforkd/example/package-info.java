/** Workers to start from. Imports the worker API and the JDK. */
package io.preforkd.example;
