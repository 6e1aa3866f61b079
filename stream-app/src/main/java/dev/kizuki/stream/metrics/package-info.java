/** Every metric, and the answer of a health check. The only package with Micrometer. */
@NullMarked
package dev.kizuki.stream.metrics;

import org.jspecify.annotations.NullMarked;
