/** The HTTP server and its endpoints. Only this package imports Javalin and Jetty. */
@NullMarked
package dev.kizuki.stream.http;

import org.jspecify.annotations.NullMarked;
