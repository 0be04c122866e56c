"""Payment rails: how money leaves for, and arrives from, the bank."""
