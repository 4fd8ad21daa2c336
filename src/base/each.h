/* A loop over a list of structs, where the owner has the list and its length: list and n_list. */
#ifndef ACRNCFGC_EACH_H
#define ACRNCFGC_EACH_H

/* NOLINTBEGIN(bugprone-macro-parentheses): the names that a declaration begins with have none. */

/* EACH(const struct vm, vm, config, vms) runs from &config->vms[0] over config->n_vms items. */
#define EACH(type, item, owner, list)                                                              \
	for (type *item = (owner)->list,                                                           \
		  *item##_end = item == NULL ? NULL : item + (owner)->n_##list;                    \
		item != item##_end; item++)

/* NOLINTEND(bugprone-macro-parentheses) */

#endif
