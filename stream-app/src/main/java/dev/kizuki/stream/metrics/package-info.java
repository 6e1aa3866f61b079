/** Every metric and the HTTP endpoint of metrics and health. The only package with Micrometer. */
@NullMarked
package dev.kizuki.stream.metrics;

import org.jspecify.annotations.NullMarked;
