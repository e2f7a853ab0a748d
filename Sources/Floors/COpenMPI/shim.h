#define OMPI_SKIP_MPICXX 1
#include <dlfcn.h>
#include <openmpi/mpi.h>
#include <stdint.h>

// Open MPI is not linked: loading it and its plug-ins would cost every run of the program time. It is loaded when a run begins that
// mpirun started. Its constants are macros that stand for addresses in the library, which Swift does not see; they are found by name.

/// The routines that are used.
#define OPENMPI_ROUTINES(F)                                                                                           \
  F(MPI_Init_thread) F(MPI_Finalize) F(MPI_Abort) F(MPI_Comm_rank) F(MPI_Comm_size) F(MPI_Comm_set_errhandler)          \
  F(MPI_Barrier) F(MPI_Bcast) F(MPI_Allreduce) F(MPI_Send) F(MPI_Recv) F(MPI_Probe) F(MPI_Get_count)                   \
  F(MPI_Error_string)

/// The constants that are used, by their types and the names of their addresses.
#define OPENMPI_CONSTANTS(F)                                                                                          \
  F(MPI_Comm, ompi_mpi_comm_world) F(MPI_Datatype, ompi_mpi_int64_t) F(MPI_Datatype, ompi_mpi_byte)                     \
  F(MPI_Op, ompi_mpi_op_sum) F(MPI_Errhandler, ompi_mpi_errors_return)

/// Each by its own name, with its own type.
struct openmpi_library {
#define OPENMPI_MEMBER(name) __typeof__(&name) name;
#define OPENMPI_CONSTANT(type, name) type name;
  OPENMPI_ROUTINES(OPENMPI_MEMBER) OPENMPI_CONSTANTS(OPENMPI_CONSTANT)
};

/// Loads the library and finds the routines in it. To be called once. Returns what went wrong, or NULL.
static inline const char *openmpi_load(struct openmpi_library *mpi) {
  // Its plug-ins look for its symbols among those of the program.
  void *library = dlopen("libmpi.so.40", RTLD_NOW | RTLD_GLOBAL);
  if (!library) return dlerror();
#define OPENMPI_FIND(name) \
  if (!(mpi->name = (__typeof__(&name))dlsym(library, #name))) return dlerror();
#define OPENMPI_FIND_CONSTANT(type, name) \
  if (!(mpi->name = (type)dlsym(library, #name))) return dlerror();
  OPENMPI_ROUTINES(OPENMPI_FIND) OPENMPI_CONSTANTS(OPENMPI_FIND_CONSTANT)
  return NULL;
}

/// Begins. From then on errors are returned and do not end the process.
static inline int openmpi_start(const struct openmpi_library *mpi) {
  int provided = 0, code = mpi->MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided);
  return code ? code : mpi->MPI_Comm_set_errhandler(mpi->ompi_mpi_comm_world, mpi->ompi_mpi_errors_return);
}

static inline int openmpi_rank(const struct openmpi_library *mpi, int *rank) {
  return mpi->MPI_Comm_rank(mpi->ompi_mpi_comm_world, rank);
}

static inline int openmpi_size(const struct openmpi_library *mpi, int *size) {
  return mpi->MPI_Comm_size(mpi->ompi_mpi_comm_world, size);
}

static inline int openmpi_finish(const struct openmpi_library *mpi) { return mpi->MPI_Finalize(); }

static inline int openmpi_abort(const struct openmpi_library *mpi, int code) {
  return mpi->MPI_Abort(mpi->ompi_mpi_comm_world, code);
}

static inline int openmpi_barrier(const struct openmpi_library *mpi) {
  return mpi->MPI_Barrier(mpi->ompi_mpi_comm_world);
}

/// Each number becomes the sum, modulo 2^64, of those of all ranks.
static inline int openmpi_sum(const struct openmpi_library *mpi, int64_t *numbers, int count) {
  return mpi->MPI_Allreduce(MPI_IN_PLACE, numbers, count, mpi->ompi_mpi_int64_t, mpi->ompi_mpi_op_sum,
                            mpi->ompi_mpi_comm_world);
}

static inline int openmpi_broadcast(const struct openmpi_library *mpi, void *bytes, int count, int root) {
  return mpi->MPI_Bcast(bytes, count, mpi->ompi_mpi_byte, root, mpi->ompi_mpi_comm_world);
}

static inline int openmpi_send(const struct openmpi_library *mpi, const void *bytes, int count, int rank, int tag) {
  return mpi->MPI_Send(bytes, count, mpi->ompi_mpi_byte, rank, tag, mpi->ompi_mpi_comm_world);
}

/// Waits for a message, and tells its length without receiving it.
static inline int openmpi_wait(const struct openmpi_library *mpi, int rank, int tag, int *count) {
  MPI_Status status;
  int code = mpi->MPI_Probe(rank, tag, mpi->ompi_mpi_comm_world, &status);
  return code ? code : mpi->MPI_Get_count(&status, mpi->ompi_mpi_byte, count);
}

static inline int openmpi_receive(const struct openmpi_library *mpi, void *bytes, int count, int rank, int tag) {
  MPI_Status status;
  return mpi->MPI_Recv(bytes, count, mpi->ompi_mpi_byte, rank, tag, mpi->ompi_mpi_comm_world, &status);
}

/// What an error code means; `text` has room for MPI_MAX_ERROR_STRING letters, of which there are at most 256.
static inline void openmpi_error(const struct openmpi_library *mpi, int code, char text[257]) {
  int length = 0;
  text[0] = 0;
  if (mpi->MPI_Error_string(code, text, &length) || length < 0 || length > 256) length = 0;
  text[length] = 0;
}
