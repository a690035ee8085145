/*
 * The scenarios there are, in the order in which people see them.
 */
#ifndef DEMO_LIST_H
#define DEMO_LIST_H

#define SCENARIO_LIST(X) X(retail) X(saas) X(airline) X(bank) X(iot)

#endif
