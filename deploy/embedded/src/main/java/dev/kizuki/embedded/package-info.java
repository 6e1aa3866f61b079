/** The whole stack in one JVM: real brokers, the real service, for the demo and for tests. */
@NullMarked
package dev.kizuki.embedded;

import org.jspecify.annotations.NullMarked;
