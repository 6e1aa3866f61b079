/** Learns the detector for photographs: several features, fused to one distance. */
@NullMarked
package dev.kizuki.trainer.photo;

import org.jspecify.annotations.NullMarked;
