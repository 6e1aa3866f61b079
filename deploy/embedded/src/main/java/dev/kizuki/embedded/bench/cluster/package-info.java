/** {@code kizuki bench --cluster}: several instances of the service, as processes. */
@NullMarked
package dev.kizuki.embedded.bench.cluster;

import org.jspecify.annotations.NullMarked;
