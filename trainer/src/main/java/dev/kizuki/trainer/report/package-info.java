/** Tables, figures, model cards and the report page. */
@NullMarked
package dev.kizuki.trainer.report;

import org.jspecify.annotations.NullMarked;
