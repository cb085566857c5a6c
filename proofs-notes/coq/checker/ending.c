/* Two endings that OCaml does not offer: out of memory with exit code 3 and a line, also where GMP or OCaml's collector
   would abort; and at once, without another attempt to write what could not be written. */

#include <caml/misc.h>
#include <caml/mlvalues.h>
#include <gmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void give_up(const char *message) {
  static const char name[] = "klprop-check: ";
  if (write(2, name, sizeof name - 1) < 0 || write(2, message, strlen(message)) < 0 || write(2, "\n", 1) < 0) _exit(3);
  _exit(3);
}

static void *allocate(size_t size) {
  void *memory = malloc(size);
  if (memory == NULL) give_up("out of memory");
  return memory;
}

static void *reallocate(void *memory, size_t old_size, size_t size) {
  (void)old_size;
  memory = realloc(memory, size);
  if (memory == NULL) give_up("out of memory");
  return memory;
}

static void release(void *memory, size_t size) {
  (void)size;
  free(memory);
}

static void fatal(char *message, va_list arguments) {
  (void)arguments;
  give_up(message);
}

value klprop_check_stop(value code) { _exit(Int_val(code)); }

value klprop_check_memory(value unit) {
  mp_set_memory_functions(allocate, reallocate, release);
  caml_fatal_error_hook = fatal;
  return unit;
}
