/** Tables and figures. */
@NullMarked
package dev.kizuki.trainer.report;

import org.jspecify.annotations.NullMarked;
